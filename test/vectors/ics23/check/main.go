// Says of each proof on standard input whether ics23/go accepts it, as an IBC light client would check it: the key in
// its store, the store in the app hash.
//
//	go run ./check < proofs.json
package main

import (
	"encoding/json"
	"os"

	ics23 "github.com/cosmos/ics23/go"
)

// claim is one answer of a node; bytes are base64. Without a value the key is said to be absent.
type claim struct {
	AppHash []byte   `json:"appHash"`
	Store   string   `json:"store"`
	Key     []byte   `json:"key"`
	Value   []byte   `json:"value"`
	Ops     [][]byte `json:"ops"`
}

func verify(c claim) bool {
	if len(c.Ops) != 2 {
		return false
	}
	proofs := make([]*ics23.CommitmentProof, 2)
	for i, data := range c.Ops {
		proofs[i] = &ics23.CommitmentProof{}
		if proofs[i].Unmarshal(data) != nil {
			return false
		}
	}
	root, err := proofs[0].Calculate()
	if err != nil || !ics23.VerifyMembership(ics23.TendermintSpec, c.AppHash, proofs[1], []byte(c.Store), root) {
		return false
	}
	if len(c.Value) == 0 {
		return ics23.VerifyNonMembership(ics23.IavlSpec, root, proofs[0], c.Key)
	}
	return ics23.VerifyMembership(ics23.IavlSpec, root, proofs[0], c.Key, c.Value)
}

func main() {
	var claims []claim
	if err := json.NewDecoder(os.Stdin).Decode(&claims); err != nil {
		panic(err)
	}
	verdicts := make([]bool, len(claims))
	for i, c := range claims {
		verdicts[i] = verify(c)
	}
	if err := json.NewEncoder(os.Stdout).Encode(verdicts); err != nil {
		panic(err)
	}
}
