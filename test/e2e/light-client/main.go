// Asks a node for entries of stores with CometBFT's own light client, and prints what was verified. Headers come from
// the primary and are compared with the witness's; what decodes the proofs is the Cosmos SDK's.
//
//	go run . < questions.json
package main

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"time"

	storetypes "cosmossdk.io/store/types"
	dbm "github.com/cometbft/cometbft-db"
	"github.com/cometbft/cometbft/crypto/merkle"
	"github.com/cometbft/cometbft/light"
	lrpc "github.com/cometbft/cometbft/light/rpc"
	lightdb "github.com/cometbft/cometbft/light/store/db"
	rpcclient "github.com/cometbft/cometbft/rpc/client"
	rpchttp "github.com/cometbft/cometbft/rpc/client/http"
	ctypes "github.com/cometbft/cometbft/rpc/core/types"
)

const (
	trustingPeriod = 24 * time.Hour
	deadline       = time.Minute
)

type questions struct {
	ChainID string `json:"chainId"`
	// The header that is trusted, its hash in hexadecimal.
	Height  int64  `json:"height"`
	Hash    string `json:"hash"`
	Primary string `json:"primary"`
	Witness string `json:"witness"`
	// The height whose state is asked for.
	At   int64   `json:"at"`
	Keys []entry `json:"keys"`
}

type entry struct {
	Store string `json:"store"`
	Key   []byte `json:"key"`
}

// answer is a value or an absence, either verified, or why it is neither.
type answer struct {
	Value  []byte `json:"value,omitempty"`
	Absent bool   `json:"absent,omitempty"`
	Fault  string `json:"fault,omitempty"`
}

type asker struct {
	headers *light.Client
	node    *rpchttp.HTTP
	client  *lrpc.Client
	runtime *merkle.ProofRuntime
	options rpcclient.ABCIQueryOptions
}

func newAsker(ctx context.Context, q questions) (*asker, error) {
	hash, err := hex.DecodeString(q.Hash)
	if err != nil {
		return nil, err
	}
	trust := light.TrustOptions{Period: trustingPeriod, Height: q.Height, Hash: hash}
	store := lightdb.New(dbm.NewMemDB(), q.ChainID)
	headers, err := light.NewHTTPClient(ctx, q.ChainID, trust, q.Primary, []string{q.Witness}, store)
	if err != nil {
		return nil, err
	}
	node, err := rpchttp.New(q.Primary, "/websocket")
	if err != nil {
		return nil, err
	}
	client := lrpc.NewClient(node, headers, lrpc.KeyPathFn(lrpc.DefaultMerkleKeyPathFn()))
	runtime := merkle.NewProofRuntime()
	for _, opType := range []string{storetypes.ProofOpIAVLCommitment, storetypes.ProofOpSimpleMerkleCommitment} {
		client.RegisterOpDecoder(opType, storetypes.CommitmentOpDecoder)
		runtime.RegisterOpDecoder(opType, storetypes.CommitmentOpDecoder)
	}
	return &asker{headers, node, client, runtime, rpcclient.ABCIQueryOptions{Height: q.At, Prove: true}}, nil
}

func (a *asker) ask(ctx context.Context, one entry) (answer, error) {
	path := "/store/" + one.Store + "/key"
	told, err := a.node.ABCIQueryWithOptions(ctx, path, one.Key, a.options)
	if err != nil {
		return answer{}, err
	}
	// The client hands the bare key over where a path is expected, so it can verify no absence.
	if len(told.Response.Value) == 0 {
		return answer{Absent: true}, a.verifyAbsence(ctx, path, told)
	}
	verified, err := a.client.ABCIQueryWithOptions(ctx, path, one.Key, a.options)
	if err != nil {
		return answer{}, err
	}
	return answer{Value: verified.Response.Value}, nil
}

func (a *asker) verifyAbsence(ctx context.Context, path string, told *ctypes.ResultABCIQuery) error {
	header, err := a.headers.VerifyLightBlockAtHeight(ctx, a.options.Height+1, time.Now())
	if err != nil {
		return err
	}
	keyPath, err := lrpc.DefaultMerkleKeyPathFn()(path, told.Response.Key)
	if err != nil {
		return err
	}
	return a.runtime.VerifyAbsence(told.Response.ProofOps, header.AppHash, keyPath.String())
}

func run() error {
	var q questions
	if err := json.NewDecoder(os.Stdin).Decode(&q); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), deadline)
	defer cancel()
	asker, err := newAsker(ctx, q)
	if err != nil {
		return err
	}
	answers := make([]answer, len(q.Keys))
	for i, one := range q.Keys {
		if answers[i], err = asker.ask(ctx, one); err != nil {
			answers[i] = answer{Fault: err.Error()}
		}
	}
	return json.NewEncoder(os.Stdout).Encode(answers)
}

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
