// Does the work of the store benchmark with Go's iavl on goleveldb, synced as ours is, and prints what it took.
//
//	go run . -dir FOLDER -keys 10000 -fill && go run . -dir FOLDER -keys 10000
package main

import (
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"sort"
	"strconv"
	"strings"
	"time"

	"github.com/cosmos/iavl"
	"github.com/cosmos/iavl/db"
)

const (
	valueBytes = 150
	fillSeed   = 1
	runSeed    = 2
	blockSizes = "1000,5000"
)

// random is xorshift32: small enough to be written twice (../../helpers/xorshift.ts).
type random struct{ state uint32 }

func (r *random) next() uint32 {
	r.state ^= r.state << 13
	r.state ^= r.state >> 17
	r.state ^= r.state << 5
	return r.state
}

func (r *random) below(n int) int { return int(r.next() % uint32(n)) }

func (r *random) value() []byte {
	value := make([]byte, 0, valueBytes+4)
	for len(value) < valueBytes {
		value = binary.LittleEndian.AppendUint32(value, r.next())
	}
	return value[:valueBytes]
}

// key has 27 bytes; ascending as n is.
func key(n int) []byte { return fmt.Appendf(nil, "profile/of/user/%011d", n) }

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func millis(since time.Time) float64 { return float64(time.Since(since).Microseconds()) / 1000 }

type filled struct {
	Seconds float64 `json:"seconds"`
	Root    string  `json:"root"`
}

// blocks of one size; times in milliseconds.
type blocks struct {
	Size   int       `json:"size"`
	SetMs  []float64 `json:"setMs"`
	SaveMs []float64 `json:"saveMs"`
}

type ran struct {
	LoadMs          float64  `json:"loadMs"`
	Blocks          []blocks `json:"blocks"`
	ReadsPerSecond  float64  `json:"readsPerSecond"`
	ProofsPerSecond float64  `json:"proofsPerSecond"`
	RssBytes        int64    `json:"rssBytes"`
	Root            string   `json:"root"`
}

// work is the tree and what the flags say.
type work struct {
	*iavl.MutableTree
	keys   int
	blocks int
	random *random
}

func (w work) save() string {
	root, _, err := w.SaveVersion()
	must(err)
	return hex.EncodeToString(root)
}

func (w work) fill(start time.Time) filled {
	for n := 0; n < w.keys; n++ {
		_, err := w.Set(key(n), w.random.value())
		must(err)
	}
	w.save()
	// Ours has genesis and then a first block without transactions.
	root := w.save()
	return filled{time.Since(start).Seconds(), root}
}

// draw is a block's updates: different keys, ascending.
func (w work) draw(size int) (keys, values [][]byte) {
	drawn := map[int][]byte{}
	for len(drawn) < min(size, w.keys) {
		n := w.random.below(w.keys)
		drawn[n] = w.random.value()
	}
	numbers := make([]int, 0, len(drawn))
	for n := range drawn {
		numbers = append(numbers, n)
	}
	sort.Ints(numbers)
	for _, n := range numbers {
		keys = append(keys, key(n))
		values = append(values, drawn[n])
	}
	return keys, values
}

func (w work) update(size int) (blocks, string) {
	result := blocks{Size: size}
	root := ""
	for i := 0; i < w.blocks; i++ {
		keys, values := w.draw(size)
		start := time.Now()
		for j := range keys {
			_, err := w.Set(keys[j], values[j])
			must(err)
		}
		result.SetMs = append(result.SetMs, millis(start))
		start = time.Now()
		root = w.save()
		result.SaveMs = append(result.SaveMs, millis(start))
	}
	return result, root
}

// rate is how often a second `do` answers a key, in the last of some rounds over the same ones.
func (w work) rate(count, rounds int, do func(key []byte) error) float64 {
	keys := make([][]byte, count)
	for i := range keys {
		keys[i] = key(w.random.below(w.keys))
	}
	var start time.Time
	for round := 0; round < rounds; round++ {
		start = time.Now()
		for _, k := range keys {
			must(do(k))
		}
	}
	return float64(count) / time.Since(start).Seconds()
}

func rssBytes() int64 {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0 // Not Linux.
	}
	for _, line := range strings.Split(string(status), "\n") {
		fields := strings.Fields(line)
		if len(fields) > 1 && fields[0] == "VmRSS:" {
			kilobytes, err := strconv.ParseInt(fields[1], 10, 64)
			must(err)
			return kilobytes * 1024
		}
	}
	return 0
}

func (w work) run(loadMs float64, sizes []string, reads, proofs int) ran {
	result := ran{LoadMs: loadMs}
	for _, text := range sizes {
		size, err := strconv.Atoi(text)
		must(err)
		made, root := w.update(size)
		result.Blocks = append(result.Blocks, made)
		result.Root = root
	}
	result.RssBytes = rssBytes()
	result.ReadsPerSecond = w.rate(reads, 1, func(key []byte) error {
		_, err := w.Get(key)
		return err
	})
	result.ProofsPerSecond = w.rate(proofs, 2, func(key []byte) error {
		_, err := w.GetProof(key)
		return err
	})
	return result
}

func main() {
	dir := flag.String("dir", "", "folder of the database")
	fill := flag.Bool("fill", false, "fill an empty database and stop; else update a filled one")
	keys := flag.Int("keys", 10_000, "number of keys")
	block := flag.String("block", blockSizes, "updates a block; several sizes one after the other")
	count := flag.Int("blocks", 20, "blocks of each size")
	reads := flag.Int("reads", 100_000, "point reads")
	proofs := flag.Int("proofs", 10_000, "proofs")
	cache := flag.Int("cache", 1_000_000, "nodes that iavl keeps in memory")
	sync := flag.Bool("sync", true, "fsync when a version is saved (iavl's own default is not to)")
	flag.Parse()

	start := time.Now()
	database, err := db.NewDB("kv", "goleveldb", *dir)
	must(err)
	tree := iavl.NewMutableTree(database, *cache, false, iavl.NewNopLogger(), iavl.SyncOption(*sync))
	_, err = tree.Load()
	must(err)
	var result any
	if *fill {
		result = work{tree, *keys, *count, &random{fillSeed}}.fill(start)
	} else {
		_, err := tree.Get(key(0))
		must(err)
		loadMs := millis(start)
		w := work{tree, *keys, *count, &random{runSeed}}
		result = w.run(loadMs, strings.Split(*block, ","), *reads, *proofs)
	}
	must(tree.Close())
	must(database.Close())
	must(json.NewEncoder(os.Stdout).Encode(result))
}
