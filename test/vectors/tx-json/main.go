// Writes vectors.json: what the commands of simd print that make, sign, join and encode transactions without a network.
//
//	go run . > vectors.json
package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"os"
	"strings"
	"time"

	"cosmossdk.io/math"
	"cosmossdk.io/x/feegrant"
	"cosmossdk.io/x/tx/signing"
	"github.com/cosmos/gogoproto/proto"
	"github.com/spf13/cobra"

	"github.com/cosmos/cosmos-sdk/client"
	"github.com/cosmos/cosmos-sdk/codec"
	"github.com/cosmos/cosmos-sdk/codec/address"
	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	"github.com/cosmos/cosmos-sdk/crypto/hd"
	"github.com/cosmos/cosmos-sdk/crypto/keyring"
	"github.com/cosmos/cosmos-sdk/crypto/keys/ed25519"
	kmultisig "github.com/cosmos/cosmos-sdk/crypto/keys/multisig"
	cryptotypes "github.com/cosmos/cosmos-sdk/crypto/types"
	"github.com/cosmos/cosmos-sdk/std"
	sdk "github.com/cosmos/cosmos-sdk/types"
	authcli "github.com/cosmos/cosmos-sdk/x/auth/client/cli"
	authtx "github.com/cosmos/cosmos-sdk/x/auth/tx"
	vestingcli "github.com/cosmos/cosmos-sdk/x/auth/vesting/client/cli"
	vesting "github.com/cosmos/cosmos-sdk/x/auth/vesting/types"
	bankcli "github.com/cosmos/cosmos-sdk/x/bank/client/cli"
	bank "github.com/cosmos/cosmos-sdk/x/bank/types"
	staking "github.com/cosmos/cosmos-sdk/x/staking/types"
)

const chain = "lazuli-test-1"

type vectors struct {
	Source string `json:"source"`
	// Of local keys by name, in hexadecimal.
	PrivateKeys map[string]string `json:"private_keys"`
	// Of two of the three.
	Multisig string `json:"multisig"`
	// Transactions that are there before the first command.
	Files    map[string]string `json:"files"`
	Commands []step            `json:"commands"`
}

type step struct {
	Args []string `json:"args"`
	// Where the output is kept for the commands after it.
	File   string `json:"file"`
	Output string `json:"output"`
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

type recorder struct {
	ctx    client.Context
	result vectors
}

func (r *recorder) run(file, line string) {
	args := strings.Split(line, " ")
	for i, arg := range args {
		args[i] = strings.ReplaceAll(arg, "_", " ")
	}
	output := new(bytes.Buffer)
	codecs := r.ctx.TxConfig.SigningContext().AddressCodec()
	tx := &cobra.Command{Use: "tx"}
	tx.AddCommand(bankcli.NewTxCmd(codecs), vestingcli.GetTxCmd(codecs), authcli.GetSignCommand(),
		authcli.GetSignBatchCommand(), authcli.GetMultiSignCommand(), authcli.GetMultiSignBatchCmd(),
		authcli.GetEncodeCommand(), authcli.GetDecodeCommand())
	root := &cobra.Command{Use: "simd"}
	root.PersistentFlags().String("chain-id", "", "")
	root.AddCommand(tx)
	root.SetOut(output)
	root.SetErr(output)
	root.SetArgs(args)
	ctx := r.ctx.WithOutput(output)
	check(root.ExecuteContext(context.WithValue(context.Background(), client.ClientContextKey, &ctx)))
	r.result.Commands = append(r.result.Commands, step{args, file, output.String()})
	check(os.WriteFile(file, output.Bytes(), 0o600))
}

// A file that no command makes.
func (r *recorder) write(file string, messages ...sdk.Msg) {
	builder := r.ctx.TxConfig.NewTxBuilder()
	check(builder.SetMsgs(messages...))
	builder.SetGasLimit(150_000)
	builder.SetFeeAmount(sdk.NewCoins(sdk.NewInt64Coin("ulaz", 150)))
	r.keep(file, string(must(r.ctx.TxConfig.TxJSONEncoder()(builder.GetTx())))+"\n")
}

func (r *recorder) keep(file, text string) {
	r.result.Files[file] = text
	check(os.WriteFile(file, []byte(text), 0o600))
}

func open() *recorder {
	registry := must(codectypes.NewInterfaceRegistryWithOptions(codectypes.InterfaceRegistryOptions{
		ProtoFiles: proto.HybridResolver,
		SigningOptions: signing.Options{
			AddressCodec:          address.NewBech32Codec("lazuli"),
			ValidatorAddressCodec: address.NewBech32Codec("lazulivaloper"),
		},
	}))
	std.RegisterInterfaces(registry)
	bank.RegisterInterfaces(registry)
	staking.RegisterInterfaces(registry)
	vesting.RegisterInterfaces(registry)
	feegrant.RegisterInterfaces(registry)
	cdc := codec.NewProtoCodec(registry)
	ring := keyring.NewInMemory(cdc)
	r := &recorder{result: vectors{
		Source: "github.com/cosmos/cosmos-sdk v0.53.8", PrivateKeys: map[string]string{}, Files: map[string]string{},
	}}
	members := []cryptotypes.PubKey{}
	for _, name := range []string{"alice", "bob", "carol"} {
		seed := sha256.Sum256([]byte(name))
		r.result.PrivateKeys[name] = hex.EncodeToString(seed[:])
		check(ring.ImportPrivKeyHex(name, r.result.PrivateKeys[name], string(hd.Secp256k1Type)))
		members = append(members, must(must(ring.Key(name)).GetPubKey()))
	}
	// In this order, as `keys add --nosort` does.
	must(ring.SaveMultisig("team", kmultisig.NewLegacyAminoPubKey(2, members)))
	r.result.Multisig = must(must(ring.Key("team")).GetAddress()).String()
	r.ctx = client.Context{}.WithCodec(cdc).WithInterfaceRegistry(registry).WithKeyring(ring).
		WithTxConfig(authtx.NewTxConfig(cdc, authtx.DefaultSignModes))
	return r
}

func (r *recorder) addressOf(name string) sdk.AccAddress {
	return must(must(r.ctx.Keyring.Key(name)).GetAddress())
}

func main() {
	sdk.GetConfig().SetBech32PrefixForAccount("lazuli", "lazulipub")
	sdk.GetConfig().SetBech32PrefixForValidator("lazulivaloper", "lazulivaloperpub")
	check(os.Chdir(must(os.MkdirTemp("", "tx-json"))))
	r := open()
	alice, bob, carol, team := r.addressOf("alice"), r.addressOf("bob"), r.addressOf("carol"), r.addressOf("team")
	draft := " --generate-only --offline -a 0 -s 0 --gas 200000 --fees 200ulaz"
	at := func(number, sequence string) string {
		return " --offline --chain-id " + chain + " -a " + number + " -s " + sequence
	}

	// One signer.
	r.run("send.json", "tx bank send "+alice.String()+" "+bob.String()+" 5ulaz,7uother --note a_<&>_é_\u2028"+draft)
	r.run("bare.json", "tx bank send "+alice.String()+" "+bob.String()+
		" 5ulaz --generate-only --offline -a 0 -s 0 --gas 90000 --gas-prices 0.0015ulaz --timeout-height 77")
	for _, mode := range []string{"direct", "amino-json"} {
		r.run("send-"+mode+".json", "tx sign send.json --from alice --sign-mode "+mode+at("7", "3"))
		r.run("sig-"+mode+".json", "tx sign bare.json --from alice --signature-only --sign-mode "+mode+at("7", "0"))
	}
	r.run("again.json", "tx sign send-direct.json --from alice --overwrite"+at("7", "4"))
	r.run("encoded.txt", "tx encode send-direct.json")
	r.run("unsigned.txt", "tx encode bare.json")
	bytes, _ := os.ReadFile("encoded.txt")
	r.run("decoded.json", "tx decode "+strings.TrimSpace(string(bytes)))

	// Other messages.
	r.run("vest.json", "tx vesting create-vesting-account "+bob.String()+" 5ulaz 1900000000 --delayed --from "+alice.String()+draft)
	expires := time.Unix(1_900_000_000, 123_000_000).UTC()
	r.write("grant.json", must(feegrant.NewMsgGrantAllowance(
		&feegrant.BasicAllowance{SpendLimit: sdk.NewCoins(sdk.NewInt64Coin("ulaz", 9)), Expiration: &expires}, alice, bob)))
	r.write("many.json",
		bank.NewMsgMultiSend(bank.NewInput(alice, sdk.NewCoins(sdk.NewInt64Coin("ulaz", 3))),
			[]bank.Output{bank.NewOutput(bob, sdk.NewCoins(sdk.NewInt64Coin("ulaz", 3)))}),
		must(staking.NewMsgCreateValidator(sdk.ValAddress(alice).String(), ed25519.GenPrivKeyFromSecret([]byte("v")).PubKey(),
			sdk.NewInt64Coin("ulaz", 1_000_000), staking.NewDescription("m", "", "", "", ""),
			staking.NewCommissionRates(math.LegacyNewDecWithPrec(1, 1), math.LegacyOneDec(), math.LegacyZeroDec()), math.OneInt())))
	for _, file := range []string{"vest", "grant", "many"} {
		for _, mode := range []string{"direct", "amino-json"} {
			r.run(file+"-"+mode+".json", "tx sign "+file+".json --from alice --sign-mode "+mode+at("7", "3"))
		}
	}

	// A fee payer, and a granter.
	r.run("paid.json", "tx bank send "+alice.String()+" "+bob.String()+" 5ulaz --fee-payer "+carol.String()+
		" --fee-granter "+bob.String()+draft)
	for _, mode := range []string{"direct-aux", "amino-json"} {
		r.run("half-"+mode+".json", "tx sign paid.json --from alice --sign-mode "+mode+at("7", "3"))
		r.run("paid-"+mode+".json", "tx sign half-"+mode+".json --from carol --sign-mode direct"+at("9", "0"))
	}
	r.run("paid-amino.json", "tx sign half-amino-json.json --from carol --sign-mode amino-json"+at("9", "0"))

	// A multisig.
	r.run("team.json", "tx bank send "+team.String()+" "+bob.String()+" 5ulaz"+draft)
	for _, name := range []string{"alice", "carol"} {
		r.run("team-"+name+".json", "tx sign team.json --from "+name+" --multisig team"+at("12", "0"))
	}
	r.run("team-signed.json", "tx multi-sign team.json team team-carol.json team-alice.json"+at("12", "0"))
	r.run("team-signature.json", "tx multisign team.json team team-alice.json team-carol.json --signature-only"+at("12", "0"))
	r.run("team.txt", "tx encode team-signed.json")

	// Batches.
	r.run("bare2.json", "tx bank send "+alice.String()+" "+carol.String()+
		" 6uother --generate-only --offline -a 0 -s 0 --gas 110000 --fees 4uother,5ulaz")
	r.keep("batch.jsonl", line("bare2.json")+line("grant.json"))
	r.run("batch-signed.jsonl", "tx sign-batch batch.jsonl --from alice"+at("7", "3"))
	r.run("batch-signatures.jsonl", "tx sign-batch batch.jsonl bare.json --from alice --signature-only --sign-mode amino-json"+at("7", "3"))
	r.run("appended.json", "tx sign-batch batch.jsonl --from alice --append --note all_of_it"+at("7", "3"))
	r.keep("teams.jsonl", line("team.json")+line("team.json"))
	for _, name := range []string{"bob", "carol"} {
		r.run("teams-"+name+".jsonl", "tx sign-batch teams.jsonl --from "+name+" --multisig team --signature-only"+at("12", "8"))
	}
	r.run("teams-signed.jsonl", "tx multisign-batch teams.jsonl team teams-bob.jsonl teams-carol.jsonl"+at("12", "8"))

	encoder := json.NewEncoder(os.Stdout)
	encoder.SetIndent("", " ")
	encoder.SetEscapeHTML(false)
	check(encoder.Encode(r.result))
}

func line(file string) string {
	return strings.TrimSpace(string(must(os.ReadFile(file)))) + "\n"
}
