// Records the ICS-23 proofs that Go's iavl and the SDK's multistore give for scripted trees. Each is checked by ics23/go
// before it is written.
//
//	go run . > vectors.json
package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"sort"
	"strings"

	storetypes "cosmossdk.io/store/types"
	"github.com/cosmos/iavl"
	"github.com/cosmos/iavl/db"
	ics23 "github.com/cosmos/ics23/go"
)

// proof of a key in one version of a tree. Data is the CommitmentProof in base64, or "#" and its SHA-256 in hexadecimal.
type proof struct {
	Key    string `json:"key"`
	Exists bool   `json:"exists"`
	Data   string `json:"data"`
}

// version is a block. Ops are separated by spaces, in key order: "key=value" or "key-", in hexadecimal.
type version struct {
	Ops    string  `json:"ops"`
	Root   string  `json:"root"`
	Proofs []proof `json:"proofs"`
}

type scenario struct {
	Name           string    `json:"name"`
	InitialVersion int64     `json:"initialVersion"`
	Versions       []version `json:"versions"`
}

type store struct {
	Name     string `json:"name"`
	RootHash string `json:"rootHash"`
	Data     string `json:"data"`
}

type multistore struct {
	Stores  []store `json:"stores"`
	AppHash string  `json:"appHash"`
}

type vectors struct {
	Source      string       `json:"source"`
	Scenarios   []scenario   `json:"scenarios"`
	Multistores []multistore `json:"multistores"`
}

// random is xorshift32.
type random struct{ state uint32 }

func (r *random) below(n int) int {
	r.state ^= r.state << 13
	r.state ^= r.state >> 17
	r.state ^= r.state << 5
	return int(r.state % uint32(n))
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func assert(holds bool, what string) {
	if !holds {
		panic(what)
	}
}

// block is a map of writes; an empty value is a removal, because ICS-23 cannot prove an empty value.
type block map[string]string

func (b block) keys() []string {
	keys := make([]string, 0, len(b))
	for key := range b {
		keys = append(keys, key)
	}
	sort.Strings(keys)
	return keys
}

func (b block) apply(t *iavl.MutableTree) string {
	ops := []string{}
	for _, key := range b.keys() {
		text := hex.EncodeToString([]byte(key))
		if value := b[key]; value != "" {
			_, err := t.Set([]byte(key), []byte(value))
			must(err)
			ops = append(ops, text+"="+hex.EncodeToString([]byte(value)))
		} else {
			_, _, err := t.Remove([]byte(key))
			must(err)
			ops = append(ops, text+"-")
		}
	}
	return strings.Join(ops, " ")
}

// script makes the blocks of a scenario, and says which keys to prove in a version.
type script struct {
	name           string
	initialVersion int64
	blocks         []block
	// Versions to prove, from 0; all if empty.
	at []int
	// Keys to prove, besides those that the tree holds.
	absent []string
	// At most so many of the tree's keys are proved, evenly spread.
	presentMax int
	digests    bool
}

func prove(tree *iavl.ImmutableTree, key []byte, digest bool) proof {
	exists, err := tree.Has(key)
	must(err)
	made, err := tree.GetProof(key)
	must(err)
	if exists {
		value, err := tree.Get(key)
		must(err)
		assert(ics23.VerifyMembership(ics23.IavlSpec, tree.Hash(), made, key, value), "existence")
	} else {
		assert(ics23.VerifyNonMembership(ics23.IavlSpec, tree.Hash(), made, key), "absence")
	}
	data, err := made.Marshal()
	must(err)
	text := base64.StdEncoding.EncodeToString(data)
	if digest {
		sum := sha256.Sum256(data)
		text = "#" + hex.EncodeToString(sum[:])
	}
	return proof{hex.EncodeToString(key), exists, text}
}

func keysOf(tree *iavl.ImmutableTree) (keys []string) {
	_, err := tree.Iterate(func(key, _ []byte) bool {
		keys = append(keys, string(key))
		return false
	})
	must(err)
	return keys
}

func (s script) proofs(t *iavl.MutableTree, saved int64) []proof {
	tree, err := t.GetImmutable(saved)
	must(err)
	result := []proof{}
	if tree.Size() == 0 {
		return result
	}
	present := keysOf(tree)
	step := 1
	if s.presentMax > 0 && len(present) > s.presentMax {
		step = len(present) / s.presentMax
	}
	for i := 0; i < len(present); i += step {
		result = append(result, prove(tree, []byte(present[i]), s.digests))
	}
	for _, key := range s.absent {
		has, err := tree.Has([]byte(key))
		must(err)
		if !has {
			result = append(result, prove(tree, []byte(key), s.digests))
		}
	}
	return result
}

func (s script) play() scenario {
	options := []iavl.Option{}
	if s.initialVersion > 1 {
		options = append(options, iavl.InitialVersionOption(uint64(s.initialVersion)))
	}
	t := iavl.NewMutableTree(db.NewMemDB(), 1000, true, iavl.NewNopLogger(), options...)
	result := scenario{Name: s.name, InitialVersion: s.initialVersion}
	roots := [][]byte{}
	for _, b := range s.blocks {
		ops := b.apply(t)
		root, _, err := t.SaveVersion()
		must(err)
		roots = append(roots, root)
		result.Versions = append(result.Versions, version{ops, hex.EncodeToString(root), []proof{}})
	}
	// Afterwards, so that they are proofs of the past.
	wanted := s.at
	if len(wanted) == 0 {
		for i := range s.blocks {
			wanted = append(wanted, i)
		}
	}
	for _, i := range wanted {
		result.Versions[i].Proofs = s.proofs(t, s.initialVersion+int64(i))
		tree, err := t.GetImmutable(s.initialVersion + int64(i))
		must(err)
		assert(bytes.Equal(tree.Hash(), roots[i]), "root")
	}
	return result
}

func number(n int) string {
	return string(binary.BigEndian.AppendUint16(nil, uint16(n)))
}

// mixed makes blocks of random sets and removals of even numbers; one in eight blocks is empty.
func mixed(seed uint32, count, writesMax, keySpace, removePercent int) []block {
	r := &random{seed}
	blocks := make([]block, count)
	for i := range blocks {
		b := block{}
		writes := 0
		if i == 0 || r.below(8) != 0 {
			writes = 1 + r.below(writesMax)
		}
		for j := 0; j < writes; j++ {
			key := number(2 * (1 + r.below(keySpace)))
			if r.below(100) < removePercent {
				b[key] = ""
			} else {
				b[key] = fmt.Sprint("v", r.below(1000))
			}
		}
		blocks[i] = b
	}
	return blocks
}

// between gives keys before, behind and between those of mixed.
func between(keySpace, step int) []string {
	keys := []string{"\x00", number(1), number(2*keySpace + 1), "\xff\xff\xff"}
	for n := 3; n < 2*keySpace; n += step {
		keys = append(keys, number(n), number(n-1), number(n-1)+"\x00")
	}
	return keys
}

func grown() []block {
	blocks := []block{}
	for n := 1; n <= 9; n++ {
		blocks = append(blocks, block{number(2 * n): strings.Repeat("x", n)})
	}
	return append(blocks, block{}, block{number(2): "", number(10): "again", number(18): ""})
}

func odd() []block {
	b := block{}
	for _, key := range []string{"\x00", "\x00\x00", "\x7f", "\x80", "\xc3\xa9", "\xff", "\xff\xff", strings.Repeat("k", 130)} {
		b[key] = "value of " + key
	}
	b["large"] = strings.Repeat("\xab", 300)
	return []block{b, {"\x80": "\x00"}}
}

// simple are the proofs of the stores in the app hash, by the SDK.
func simple(count int) multistore {
	names := []string{"acc", "bank", "chain", "ibc", "kv", "params", "stake-with-a-longer-name", "upgrade", "z"}
	info := storetypes.CommitInfo{Version: 1}
	for i, name := range names[:count] {
		root := sha256.Sum256([]byte{byte(i), byte(count)})
		info.StoreInfos = append(info.StoreInfos, storetypes.StoreInfo{Name: name, CommitId: storetypes.CommitID{Version: 1, Hash: root[:]}})
	}
	result := multistore{AppHash: hex.EncodeToString(info.Hash())}
	for _, one := range info.StoreInfos {
		op := info.ProofOp(one.Name)
		assert(op.Type == "ics23:simple" && string(op.Key) == one.Name, "operation")
		made := &ics23.CommitmentProof{}
		must(made.Unmarshal(op.Data))
		assert(ics23.VerifyMembership(ics23.TendermintSpec, info.Hash(), made, op.Key, one.CommitId.Hash), "store")
		result.Stores = append(result.Stores, store{one.Name, hex.EncodeToString(one.CommitId.Hash), base64.StdEncoding.EncodeToString(op.Data)})
	}
	return result
}

func main() {
	result := vectors{Source: "github.com/cosmos/iavl v1.2.8, cosmossdk.io/store v1.1.2, github.com/cosmos/ics23/go v0.11.0"}
	for _, s := range []script{
		{name: "one to nine keys", initialVersion: 1, blocks: grown(), absent: between(9, 4)},
		{name: "odd bytes", initialVersion: 1, blocks: odd(), absent: []string{"\x00\x00\x00", "\x01", "\x7f\x00", "\x81", "\xfe", "\xff\x00", "\xff\xff\xff", strings.Repeat("k", 129)}},
		{name: "mixed writes", initialVersion: 1, blocks: mixed(11, 40, 24, 120, 35), at: []int{0, 7, 19, 39}, absent: between(120, 26), presentMax: 20},
		{name: "initial version beyond 32 bits", initialVersion: 1<<40 + 7, blocks: mixed(12, 6, 12, 30, 30), at: []int{0, 5}, absent: between(30, 14), presentMax: 8},
		{name: "mixed writes, digests of the proofs", initialVersion: 1, blocks: mixed(13, 30, 200, 1500, 25), at: []int{9, 14, 20, 29}, absent: between(1500, 40), presentMax: 200, digests: true},
	} {
		result.Scenarios = append(result.Scenarios, s.play())
	}
	for _, count := range []int{1, 2, 3, 4, 5, 7, 8, 9} {
		result.Multistores = append(result.Multistores, simple(count))
	}
	out, err := json.MarshalIndent(result, "", " ")
	must(err)
	_, err = os.Stdout.Write(append(out, '\n'))
	must(err)
}
