// Writes vectors.json: what cosmos-sdk v0.53.8 and x/tx v0.14.0 sign, take and refuse.
//
//	go mod tidy && go run . > vectors.json
package main

import (
	"encoding/hex"
	"encoding/json"
	"os"
)

type vectors struct {
	Source string `json:"source"`
	// The file that describes the messages of the synthetic amino cases, as JSON of a FileDescriptorProto.
	Descriptor json.RawMessage `json:"descriptor"`
	Amino      []aminoCase     `json:"amino"`
	DirectAux  []auxCase       `json:"direct_aux"`
	Keys       []keyCase       `json:"keys"`
	Multisig   []multisigCase  `json:"multisig"`
	Ed25519    []ed25519Case   `json:"ed25519"`
	Decode     []decodeCase    `json:"decode"`
}

func must[T any](value T, err error) T {
	check(err)
	return value
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}

func text(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

func toHex(bytes []byte) string { return hex.EncodeToString(bytes) }

func main() {
	encoder := json.NewEncoder(os.Stdout)
	encoder.SetIndent("", " ")
	check(encoder.Encode(vectors{
		Source:     "github.com/cosmos/cosmos-sdk v0.53.8, cosmossdk.io/x/tx v0.14.0",
		Descriptor: syntheticJSON(),
		Amino:      aminoCases(),
		DirectAux:  auxCases(),
		Keys:       keyCases(),
		Multisig:   multisigCases(),
		Ed25519:    ed25519Cases(),
		Decode:     decodeCases(),
	}))
}
