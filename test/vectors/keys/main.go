// Writes vectors.json: what cosmos-sdk v0.53.8 prints of keys, and of addresses that it parses.
//
//	go mod tidy && go run . > vectors.json
package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"github.com/cosmos/cosmos-sdk/client"
	"github.com/cosmos/cosmos-sdk/client/keys"
	"github.com/cosmos/cosmos-sdk/codec"
	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	cryptocodec "github.com/cosmos/cosmos-sdk/crypto/codec"
	"github.com/cosmos/cosmos-sdk/crypto/hd"
	"github.com/cosmos/cosmos-sdk/crypto/keyring"
	"github.com/cosmos/cosmos-sdk/crypto/keys/ed25519"
	sdk "github.com/cosmos/cosmos-sdk/types"
)

type vectors struct {
	Source string `json:"source"`
	// Of local keys by name, in hexadecimal.
	PrivateKeys map[string]string `json:"private_keys"`
	Commands    []commandCase     `json:"commands"`
}

type commandCase struct {
	Args []string `json:"args"`
	// What it prints, on whichever stream.
	Output string `json:"output"`
}

const members = 5

func must[T any](value T, err error) T {
	check(err)
	return value
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}

// The commands of simd, in one process and with one keyring.
func run(ctx client.Context, args ...string) commandCase {
	output := new(bytes.Buffer)
	root := &cobra.Command{Use: "simd"}
	root.AddCommand(keys.Commands())
	root.SetOut(output)
	root.SetErr(output)
	root.SetArgs(args)
	check(root.ExecuteContext(context.WithValue(context.Background(), client.ClientContextKey, &ctx)))
	return commandCase{args, output.String()}
}

func main() {
	// `keys parse` waits for it.
	sdk.GetConfig().Seal()
	registry := codectypes.NewInterfaceRegistry()
	cryptocodec.RegisterInterfaces(registry)
	cdc := codec.NewProtoCodec(registry)
	ring := keyring.NewInMemory(cdc)
	ctx := client.Context{}.WithCodec(cdc).WithKeyring(ring)
	result := vectors{Source: "github.com/cosmos/cosmos-sdk v0.53.8", PrivateKeys: map[string]string{}}
	for i := 0; i < members; i++ {
		name := fmt.Sprintf("member-%d", i)
		seed := sha256.Sum256([]byte(name))
		result.PrivateKeys[name] = hex.EncodeToString(seed[:])
		check(ring.ImportPrivKeyHex(name, result.PrivateKeys[name], string(hd.Secp256k1Type)))
	}
	ed25519Key := ed25519.GenPrivKeyFromSecret([]byte("offline")).PubKey()
	pubkey := string(must(cdc.MarshalInterfaceJSON(ed25519Key)))
	const json64 = "QXVycm9BN2p2ZlBkMUFhZG1tT3ZXTTJySlN3aXBYZlJmOHlENnBMYkEyREo="
	asJSON := []string{"--output", "json"}
	record := func(args ...string) {
		result.Commands = append(result.Commands, run(ctx, append([]string{"keys"}, args...)...))
	}
	recordJSON := func(args ...string) { record(append(args, asJSON...)...) }
	recordJSON("show", "member-0")
	recordJSON("add", "validator", "--pubkey", pubkey)
	recordJSON("add", "encoded", "--pubkey-base64", json64)
	all := "member-0,member-1,member-2,member-3,member-4"
	recordJSON("add", "sorted", "--multisig", all, "--multisig-threshold", "3")
	recordJSON("add", "unsorted", "--multisig", all, "--multisig-threshold", "3", "--nosort")
	recordJSON("add", "one", "--multisig", "member-3,member-1")
	recordJSON("show", "member-0", "member-1", "member-2", "member-3", "member-4", "--multisig-threshold", "3")
	for _, name := range []string{"member-0", "validator", "sorted"} {
		for _, kind := range []string{"acc", "val", "cons"} {
			record("show", name, "--address", "--bech", kind)
		}
		record("show", name, "--pubkey")
	}
	record("list", "--list-names")
	recordJSON("list")
	recordJSON("parse", "28FF5C6D5DBECFD4A95FB7C26145D6ED648F1F8F")
	recordJSON("parse", "cosmos19rl4cm2hmr8afy4kldpxz3fka4jguq0auqdal4")
	encoder := json.NewEncoder(os.Stdout)
	encoder.SetIndent("", " ")
	encoder.SetEscapeHTML(false)
	check(encoder.Encode(result))
}
