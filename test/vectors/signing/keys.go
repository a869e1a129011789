package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"

	"google.golang.org/protobuf/types/known/anypb"

	"github.com/cosmos/cosmos-sdk/codec/legacy"
	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	"github.com/cosmos/cosmos-sdk/crypto/keys/ed25519"
	"github.com/cosmos/cosmos-sdk/crypto/keys/multisig"
	"github.com/cosmos/cosmos-sdk/crypto/keys/secp256k1"
	cryptotypes "github.com/cosmos/cosmos-sdk/crypto/types"
	"github.com/cosmos/cosmos-sdk/types/tx/signing"
	"github.com/cosmos/cosmos-sdk/x/auth/migrations/legacytx"
)

type keyCase struct {
	Name    string `json:"name"`
	TypeURL string `json:"type_url"`
	Value   string `json:"value"`
	Amino   string `json:"amino"`
	Address string `json:"address"`
	// Bytes of a StdSignature with this key: what a simulation assumes.
	StdSignatureBytes int `json:"std_signature_bytes"`
}

type multisigCase struct {
	Name       string   `json:"name"`
	TypeURL    string   `json:"type_url"`
	Value      string   `json:"value"`
	ExtraBits  uint32   `json:"extra_bits"`
	Elems      string   `json:"elems"`
	Signatures []string `json:"signatures"`
	Aggregate  string   `json:"aggregate"`
	Message    string   `json:"message"`
	Valid      bool     `json:"valid"`
	Error      string   `json:"error,omitempty"`
}

type simpleKey struct {
	private cryptotypes.PrivKey
	any     *anypb.Any
}

func packKey(key cryptotypes.PubKey) *anypb.Any {
	packed := must(codectypes.NewAnyWithValue(key))
	return &anypb.Any{TypeUrl: packed.TypeUrl, Value: packed.Value}
}

var simpleKeys = func() []simpleKey {
	var keys []simpleKey
	for i := byte(1); i <= 4; i++ {
		var private cryptotypes.PrivKey = &secp256k1.PrivKey{Key: bytes.Repeat([]byte{i}, 32)}
		if i == 4 {
			private = ed25519.GenPrivKeyFromSecret([]byte("lazuli"))
		}
		keys = append(keys, simpleKey{private, packKey(private.PubKey())})
	}
	return keys
}()

func multisigOf(threshold int, indexes ...int) *multisig.LegacyAminoPubKey {
	var keys []cryptotypes.PubKey
	for _, i := range indexes {
		keys = append(keys, simpleKeys[i].private.PubKey())
	}
	return multisig.NewLegacyAminoPubKey(threshold, keys)
}

func keyCases() []keyCase {
	list := []struct {
		name string
		key  cryptotypes.PubKey
	}{
		{"secp256k1", simpleKeys[0].private.PubKey()},
		{"ed25519", simpleKeys[3].private.PubKey()},
		{"multisig 1 of 1", multisigOf(1, 0)},
		{"multisig 2 of 3", multisigOf(2, 0, 1, 2)},
		{"multisig 2 of 3, in another order", multisigOf(2, 2, 1, 0)},
		{"multisig 3 of 4 with an ed25519 key and one twice", multisigOf(3, 0, 3, 0, 1)},
		{"multisig 7 of 32", multisigOf(7, make([]int, 32)...)},
	}
	var cases []keyCase
	for _, one := range list {
		packed := packKey(one.key)
		var amino []byte
		if key, ok := one.key.(*multisig.LegacyAminoPubKey); ok {
			amino = key.Bytes()
		} else {
			amino = legacy.Cdc.MustMarshal(one.key)
		}
		signature := legacytx.StdSignature{PubKey: one.key, Signature: make([]byte, 64)} //nolint:staticcheck // what the ante step uses
		cases = append(cases, keyCase{one.name, packed.TypeUrl, toHex(packed.Value), toHex(amino),
			toHex(one.key.Address()), len(legacy.Cdc.MustMarshal(signature))})
	}
	return cases
}

func multisigCases() []multisigCase {
	message := []byte("what is signed")
	var cases []multisigCase
	add := func(name string, key *multisig.LegacyAminoPubKey, bits []bool, change func(*signing.MultiSignatureData), signers ...int) {
		data := multisigData(bits)
		for _, i := range signers {
			signature := must(simpleKeys[i].private.Sign(message))
			data.Signatures = append(data.Signatures, &signing.SingleSignatureData{SignMode: signing.SignMode_SIGN_MODE_LEGACY_AMINO_JSON, Signature: signature})
		}
		if change != nil {
			change(data)
		}
		err := key.VerifyMultisignature(func(signing.SignMode) ([]byte, error) { return message, nil }, data)
		packed := packKey(key)
		c := multisigCase{Name: name, TypeURL: packed.TypeUrl, Value: toHex(packed.Value), ExtraBits: data.BitArray.GetExtraBitsStored(),
			Elems: toHex(data.BitArray.GetElems()), Message: toHex(message), Valid: err == nil, Error: text(err), Signatures: []string{}}
		aggregate := cryptotypes.MultiSignature{}
		for _, one := range data.Signatures {
			signature := one.(*signing.SingleSignatureData).Signature
			c.Signatures = append(c.Signatures, toHex(signature))
			aggregate.Signatures = append(aggregate.Signatures, signature)
		}
		c.Aggregate = toHex(must(aggregate.Marshal()))
		cases = append(cases, c)
	}
	two := multisigOf(2, 0, 1, 2)
	add("first and second of three", two, []bool{true, true, false}, nil, 0, 1)
	add("first and third of three", two, []bool{true, false, true}, nil, 0, 2)
	add("all of three", two, []bool{true, true, true}, nil, 0, 1, 2)
	add("one of three, too few", two, []bool{false, true, false}, nil, 1)
	add("none of three", two, []bool{false, false, false}, nil)
	add("in the wrong order", two, []bool{true, true, false}, nil, 1, 0)
	add("by a key whose bit is not set", two, []bool{true, true, false}, nil, 0, 2)
	add("fewer bits than keys", two, []bool{true, true}, nil, 0, 1)
	add("more bits than keys", two, []bool{true, true, false, false}, nil, 0, 1)
	add("more bits set than signatures", two, []bool{true, true, true}, nil, 0, 1)
	add("more signatures than bits set", two, []bool{true, true, false}, nil, 0, 1, 2)
	add("a bit beyond the end", two, []bool{true, true, false}, func(data *signing.MultiSignatureData) { data.BitArray.Elems[0] |= 1 }, 0, 1)
	add("a wrong signature", two, []bool{true, true, false}, func(data *signing.MultiSignatureData) {
		data.Signatures[1].(*signing.SingleSignatureData).Signature[5] ^= 1
	}, 0, 1)
	add("a signature of 63 bytes", two, []bool{true, true, false}, func(data *signing.MultiSignatureData) {
		single := data.Signatures[1].(*signing.SingleSignatureData)
		single.Signature = single.Signature[:63]
	}, 0, 1)
	add("one key twice", multisigOf(2, 0, 0, 1), []bool{true, true, false}, nil, 0, 0)
	add("one key twice, signed once", multisigOf(2, 0, 0, 1), []bool{true, false, false}, nil, 0)
	add("with ed25519", multisigOf(2, 3, 0), []bool{true, true}, nil, 3, 0)
	add("eight keys, a whole byte of bits", multisigOf(1, 0, 1, 2, 0, 1, 2, 0, 1), []bool{false, false, false, false, false, false, false, true}, nil, 1)
	add("nine keys", multisigOf(1, 0, 1, 2, 0, 1, 2, 0, 1, 2), []bool{false, false, false, false, false, false, false, false, true}, nil, 2)
	return cases
}

func multisigData(bits []bool) *signing.MultiSignatureData {
	array := cryptotypes.NewCompactBitArray(len(bits))
	for i, bit := range bits {
		array.SetIndex(i, bit)
	}
	return &signing.MultiSignatureData{BitArray: array}
}

// pseudo gives bytes that look random and are the same each time.
func pseudo(label string, n uint64) []byte {
	sum := sha256.Sum256(binary.BigEndian.AppendUint64([]byte(label), n))
	return sum[:]
}
