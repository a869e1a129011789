// Records what Go's iavl answers to scripted block writes, and app hashes of the Cosmos multistore.
//
//	go run . > vectors.json
//
// With a seed it prints the roots of generated writes instead, as one "generated" scenario:
//
//	go run . -seed 9 -versions 700 -writes 200
package main

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"sort"
	"strings"

	"github.com/cometbft/cometbft/crypto/merkle"
	"github.com/cosmos/iavl"
	"github.com/cosmos/iavl/db"
)

// version is a block. Ops are separated by spaces, in key order: "key=value", "key=*length,byte" for a value of one
// repeated byte, "key-" for a removal; keys, values and bytes in hexadecimal.
type version struct {
	Ops  string `json:"ops"`
	Root string `json:"root"`
}

type scenario struct {
	Name           string    `json:"name"`
	InitialVersion int64     `json:"initialVersion"`
	Versions       []version `json:"versions"`
}

// generated is a scenario whose writes are too many to list: the test makes them by the same generator.
type generated struct {
	Seed     uint32 `json:"seed"`
	Writes   int    `json:"writes"`
	KeySpace int    `json:"keySpace"`
	// One in so many versions is empty; none if 0.
	EmptyOneIn int      `json:"emptyOneIn,omitempty"`
	Roots      []string `json:"roots"`
}

type store struct {
	Name     string `json:"name"`
	RootHash string `json:"rootHash"`
}

type appHash struct {
	Stores  []store `json:"stores"`
	AppHash string  `json:"appHash"`
}

type vectors struct {
	Source    string      `json:"source"`
	Scenarios []scenario  `json:"scenarios"`
	Generated []generated `json:"generated"`
	AppHashes []appHash   `json:"appHashes"`
}

// random is xorshift32: small enough to be written twice.
type random struct{ state uint32 }

func (r *random) next() uint32 {
	r.state ^= r.state << 13
	r.state ^= r.state >> 17
	r.state ^= r.state << 5
	return r.state
}

func (r *random) below(n int) int { return int(r.next() % uint32(n)) }

func must(err error) {
	if err != nil {
		panic(err)
	}
}

type tree struct{ *iavl.MutableTree }

func newTree(initialVersion int64) tree {
	options := []iavl.Option{}
	if initialVersion > 1 {
		options = append(options, iavl.InitialVersionOption(uint64(initialVersion)))
	}
	return tree{iavl.NewMutableTree(db.NewMemDB(), 1000, true, iavl.NewNopLogger(), options...)}
}

func (t tree) set(key, value []byte) {
	_, err := t.Set(key, value)
	must(err)
}

func (t tree) remove(key []byte) {
	_, _, err := t.Remove(key)
	must(err)
}

func (t tree) save() string {
	root, _, err := t.SaveVersion()
	must(err)
	return hex.EncodeToString(root)
}

// block is a map of writes; a nil value is a removal.
type block map[string]*string

func (b block) set(key, value string) { b[key] = &value }
func (b block) remove(key string)     { b[key] = nil }

func (b block) keys() []string {
	keys := make([]string, 0, len(b))
	for key := range b {
		keys = append(keys, key)
	}
	sort.Strings(keys)
	return keys
}

func formatValue(value string) string {
	if len(value) > 16 && strings.Count(value, value[:1]) == len(value) {
		return fmt.Sprintf("*%d,%02x", len(value), value[0])
	}
	return hex.EncodeToString([]byte(value))
}

func (b block) apply(t tree) string {
	ops := []string{}
	for _, key := range b.keys() {
		if value := b[key]; value != nil {
			t.set([]byte(key), []byte(*value))
			ops = append(ops, hex.EncodeToString([]byte(key))+"="+formatValue(*value))
		} else {
			t.remove([]byte(key))
			ops = append(ops, hex.EncodeToString([]byte(key))+"-")
		}
	}
	return strings.Join(ops, " ")
}

func play(name string, initialVersion int64, blocks []block) scenario {
	t := newTree(initialVersion)
	result := scenario{Name: name, InitialVersion: initialVersion}
	for _, b := range blocks {
		ops := b.apply(t)
		result.Versions = append(result.Versions, version{ops, t.save()})
	}
	return result
}

func number(n int) string {
	var key [2]byte
	binary.BigEndian.PutUint16(key[:], uint16(n))
	return string(key[:])
}

// mixed makes blocks of random sets and removals over keys of 1 to 4 bytes; one in eight blocks is empty.
func mixed(seed uint32, count, writesMax, keySpace, removePercent int) []block {
	r := &random{seed}
	blocks := make([]block, count)
	for i := range blocks {
		b := block{}
		writes := 0
		if r.below(8) != 0 {
			writes = 1 + r.below(writesMax)
		}
		for j := 0; j < writes; j++ {
			key := number(r.below(keySpace))
			key = key[:1+int(key[1])%2] + string([]byte{key[0] ^ key[1]})
			if r.below(100) < removePercent {
				b.remove(key)
			} else {
				b.set(key, string(binary.LittleEndian.AppendUint32(nil, r.next()))[:r.below(5)])
			}
		}
		blocks[i] = b
	}
	return blocks
}

func ordered(descending bool) []block {
	blocks := make([]block, 24)
	for i := range blocks {
		blocks[i] = block{}
		for j := 0; j < 1+i%9; j++ {
			n := i*16 + j
			if descending {
				n = 1000 - n
			}
			blocks[i].set(number(n), "v")
		}
	}
	// Then taken away from the same side, so that the tree leans the other way.
	for i := 0; i < 24; i++ {
		b := block{}
		for j := 0; j < 1+i%9; j++ {
			n := i*16 + j
			if descending {
				n = 1000 - n
			}
			b.remove(number(n))
		}
		blocks = append(blocks, b)
	}
	return blocks
}

func oneKey() []block {
	put, same, other, drop := block{}, block{}, block{}, block{}
	put.set("k", "v")
	same.set("k", "v")
	other.set("k", "")
	drop.remove("k")
	return []block{{}, put, {}, same, other, drop, {}, drop, put, drop, put}
}

func refill() []block {
	fill, again, drop := block{}, block{}, block{}
	for i := 0; i < 40; i++ {
		fill.set(number(i*7), fmt.Sprint(i))
		again.set(number(i*5), fmt.Sprint(i))
		drop.remove(number(i * 7))
	}
	dropAgain := block{}
	for i := 0; i < 40; i++ {
		dropAgain.remove(number(i * 5))
	}
	return []block{fill, fill, {}, drop, {}, again, dropAgain, fill, again, drop}
}

func oddBytes() []block {
	keys := []string{"\x00", "\x00\x00", "\x00\x01", "\x00\xff", "\x01", "\x7f", "\x80", "\xc3\xa9", "\xff", "\xff\x00",
		"\xff\xff", "\xff\xff\xff", strings.Repeat("\xff", 64), strings.Repeat("\x00", 64), strings.Repeat("k", 1024)}
	blocks := []block{}
	all := block{}
	for _, key := range keys {
		b := block{}
		b.set(key, key[:1]+"\x00\xff\x80")
		all.set(key, "")
		blocks = append(blocks, b)
	}
	blocks = append(blocks, all)
	for _, key := range keys {
		b := block{}
		b.remove(key)
		blocks = append(blocks, b)
	}
	return blocks
}

func bigValues() []block {
	one, two, three := block{}, block{}, block{}
	one.set("big", strings.Repeat("\xab", 262144))
	one.set("small", "s")
	two.set("big", strings.Repeat("\x00", 65536))
	two.set("edge-127", strings.Repeat("a", 127))
	two.set("edge-128", strings.Repeat("b", 128))
	three.remove("small")
	three.set("bigger", strings.Repeat("\xff", 262144))
	return []block{one, two, three}
}

func generate(versions int, result generated) generated {
	r := &random{result.Seed}
	t := newTree(1)
	for i := 0; i < versions; i++ {
		b := block{}
		writes := result.Writes
		if result.EmptyOneIn > 0 && r.below(result.EmptyOneIn) == 0 {
			writes = 0
		}
		for j := 0; j < writes; j++ {
			key := fmt.Sprintf("key/%06d", r.below(result.KeySpace))
			if r.below(4) == 0 {
				b.remove(key)
			} else {
				b.set(key, fmt.Sprint(r.next()))
			}
		}
		b.apply(t)
		result.Roots = append(result.Roots, t.save())
	}
	return result
}

// hashStores is the SDK's CommitInfo.Hash (cosmossdk.io/store internal/maps) over CometBFT's Merkle tree.
func hashStores(count int) appHash {
	names := []string{"acc", "bank", "consensus", "ibc", "kv", "params", "stake-with-a-longer-name", "upgrade"}
	result := appHash{Stores: []store{}}
	leaves := [][]byte{}
	for i, name := range names[:count] {
		root := sha256.Sum256([]byte{byte(i), byte(count)})
		if i == 1 {
			root = sha256.Sum256(nil)
		}
		valueHash := sha256.Sum256(root[:])
		leaf := binary.AppendUvarint(nil, uint64(len(name)))
		leaf = append(leaf, name...)
		leaf = binary.AppendUvarint(leaf, uint64(len(valueHash)))
		leaves = append(leaves, append(leaf, valueHash[:]...))
		result.Stores = append(result.Stores, store{name, hex.EncodeToString(root[:])})
	}
	result.AppHash = hex.EncodeToString(merkle.HashFromByteSlices(leaves))
	return result
}

func write(result any) {
	out, err := json.MarshalIndent(result, "", "  ")
	must(err)
	_, err = os.Stdout.Write(append(out, '\n'))
	must(err)
}

func main() {
	seed := flag.Uint("seed", 0, "of generated writes, 1 to 2^32 - 1; without it the recorded vectors are made")
	versions := flag.Int("versions", 700, "generated versions")
	writes := flag.Int("writes", 200, "generated writes of a version")
	keySpace := flag.Int("keys", 5000, "different keys")
	emptyOneIn := flag.Int("empty", 8, "one in so many versions is empty")
	flag.Parse()
	if *seed == 0 {
		write(record())
		return
	}
	write(generate(*versions, generated{
		Seed: uint32(*seed), Writes: *writes, KeySpace: *keySpace, EmptyOneIn: *emptyOneIn,
	}))
}

func record() vectors {
	result := vectors{Source: "github.com/cosmos/iavl v1.2.8, github.com/cometbft/cometbft v0.38.26"}
	result.Scenarios = []scenario{
		play("mixed writes, many removals", 1, mixed(1, 90, 24, 400, 40)),
		play("mixed writes, few removals", 1, mixed(2, 60, 40, 2000, 15)),
		play("small tree that empties often", 1, mixed(3, 80, 6, 12, 60)),
		play("ascending keys", 1, ordered(false)),
		play("descending keys", 1, ordered(true)),
		play("one key", 1, oneKey()),
		play("emptied and filled again", 1, refill()),
		play("keys of zeros and ones", 1, oddBytes()),
		play("big values", 1, bigValues()),
		play("initial version 1000", 1000, mixed(4, 20, 12, 60, 30)),
		play("initial version beyond 32 bits", 1<<40+7, mixed(5, 12, 12, 60, 30)),
	}
	result.Generated = []generated{
		generate(12, generated{Seed: 6, Writes: 2500, KeySpace: 20000}),
		generate(30, generated{Seed: 7, Writes: 300, KeySpace: 1500}),
		// More than 100,000 operations over more than 500 versions.
		generate(510, generated{Seed: 8, Writes: 200, KeySpace: 5000}),
	}
	for _, count := range []int{0, 1, 2, 3, 5, 8} {
		result.AppHashes = append(result.AppHashes, hashStores(count))
	}
	return result
}
