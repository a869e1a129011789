// Writes genesis transactions as JSON, made and signed by the functions behind `simd genesis gentx`, and accepted by those
// behind `simd genesis collect-gentxs`: go run . > vectors.json
package main

import (
	"context"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"os"

	"cosmossdk.io/x/tx/signing"
	"github.com/cosmos/gogoproto/proto"
	"google.golang.org/protobuf/types/known/anypb"

	"github.com/cosmos/cosmos-sdk/client"
	clienttx "github.com/cosmos/cosmos-sdk/client/tx"
	"github.com/cosmos/cosmos-sdk/codec"
	"github.com/cosmos/cosmos-sdk/codec/address"
	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	"github.com/cosmos/cosmos-sdk/crypto/hd"
	"github.com/cosmos/cosmos-sdk/crypto/keyring"
	"github.com/cosmos/cosmos-sdk/crypto/keys/ed25519"
	"github.com/cosmos/cosmos-sdk/std"
	sdk "github.com/cosmos/cosmos-sdk/types"
	signingtypes "github.com/cosmos/cosmos-sdk/types/tx/signing"
	authsigning "github.com/cosmos/cosmos-sdk/x/auth/signing"
	authtx "github.com/cosmos/cosmos-sdk/x/auth/tx"
	genutil "github.com/cosmos/cosmos-sdk/x/genutil/types"
	"github.com/cosmos/cosmos-sdk/x/staking/client/cli"
	staking "github.com/cosmos/cosmos-sdk/x/staking/types"
)

const chainID = "lazuli-test-1"
const nodeID = "528fd3df22b31f4969b05652bfe8f0fe921321d5"

type vector struct {
	Name          string          `json:"name"`
	PrivateKey    string          `json:"private_key"`
	ConsensusKey  string          `json:"consensus_key"`
	ChainID       string          `json:"chain_id"`
	Moniker       string          `json:"moniker"`
	Identity      string          `json:"identity"`
	Website       string          `json:"website"`
	Security      string          `json:"security_contact"`
	Details       string          `json:"details"`
	Rate          string          `json:"rate"`
	MaxRate       string          `json:"max_rate"`
	MaxChangeRate string          `json:"max_change_rate"`
	Minimum       string          `json:"min_self_delegation"`
	Amount        string          `json:"amount"`
	Memo          string          `json:"memo"`
	Operator      string          `json:"operator"`
	Gentx         json.RawMessage `json:"gentx"`
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}

func newCodec() (codec.Codec, client.TxConfig) {
	registry, err := codectypes.NewInterfaceRegistryWithOptions(codectypes.InterfaceRegistryOptions{
		ProtoFiles: proto.HybridResolver,
		SigningOptions: signing.Options{
			AddressCodec:          address.NewBech32Codec("lazuli"),
			ValidatorAddressCodec: address.NewBech32Codec("lazulivaloper"),
		},
	})
	check(err)
	std.RegisterInterfaces(registry)
	staking.RegisterInterfaces(registry)
	cdc := codec.NewProtoCodec(registry)
	return cdc, authtx.NewTxConfig(cdc, authtx.DefaultSignModes)
}

// As GenTxCmd does it.
func record(v vector, seed byte) vector {
	cdc, config := newCodec()
	keys := keyring.NewInMemory(cdc)
	private := make([]byte, 32)
	for i := range private {
		private[i] = seed + byte(i)
	}
	check(keys.ImportPrivKeyHex("operator", hex.EncodeToString(private), string(hd.Secp256k1Type)))
	key, err := keys.Key("operator")
	check(err)
	account, err := key.GetAddress()
	check(err)
	consensus := ed25519.GenPrivKeyFromSecret([]byte{seed}).PubKey()
	ctx := client.Context{}.WithCodec(cdc).WithTxConfig(config).WithKeyring(keys).WithFromAddress(account).
		WithChainID(chainID)
	factory := clienttx.Factory{}.WithTxConfig(config).WithKeybase(keys).WithChainID(chainID).WithGas(200_000).
		WithSignMode(signingtypes.SignMode_SIGN_MODE_DIRECT)
	ip := ""
	if v.Memo != "" {
		ip = "192.168.2.37"
	}
	factory, message, err := cli.BuildCreateValidatorMsg(ctx, cli.TxCreateValidatorConfig{
		ChainID: chainID, NodeID: nodeID, Moniker: v.Moniker, Amount: v.Amount, CommissionRate: v.Rate,
		CommissionMaxRate: v.MaxRate, CommissionMaxChangeRate: v.MaxChangeRate, MinSelfDelegation: v.Minimum,
		PubKey: consensus, IP: ip, P2PPort: 26656, Website: v.Website, SecurityContact: v.Security,
		Details: v.Details, Identity: v.Identity,
	}, factory, true, address.NewBech32Codec("lazulivaloper"))
	check(err)
	builder, err := factory.BuildUnsignedTx(message)
	check(err)
	check(clienttx.Sign(context.Background(), factory, "operator", builder, true))
	v.Gentx, err = config.TxJSONEncoder()(builder.GetTx())
	check(err)
	accept(v.Gentx, config)
	v.PrivateKey = hex.EncodeToString(private)
	v.ConsensusKey = base64.StdEncoding.EncodeToString(consensus.Bytes())
	v.ChainID = chainID
	v.Operator, err = address.NewBech32Codec("lazuli").BytesToString(account)
	check(err)
	return v
}

// As collecting and delivering do it: the form, then the signature.
func accept(gentx []byte, config client.TxConfig) {
	tx, err := genutil.ValidateAndGetGenTx(gentx, config.TxJSONDecoder(), genutil.DefaultMessageValidator)
	check(err)
	signed, ok := tx.(authsigning.V2AdaptableTx)
	if !ok {
		panic("not a transaction that can be verified")
	}
	signatures, err := tx.(authsigning.SigVerifiableTx).GetSignaturesV2()
	check(err)
	for _, signature := range signatures {
		key, err := codectypes.NewAnyWithValue(signature.PubKey)
		check(err)
		signer := signing.SignerData{
			Address: sdk.AccAddress(signature.PubKey.Address()).String(), ChainID: chainID,
			PubKey: &anypb.Any{TypeUrl: key.TypeUrl, Value: key.Value},
		}
		check(authsigning.VerifySignature(context.Background(), signature.PubKey, signer, signature.Data,
			config.SignModeHandler(), signed.GetSigningTxData()))
	}
}

func main() {
	sdk.GetConfig().SetBech32PrefixForAccount("lazuli", "lazulipub")
	sdk.GetConfig().SetBech32PrefixForValidator("lazulivaloper", "lazulivaloperpub")
	peer := nodeID + "@192.168.2.37:26656"
	vectors := []vector{
		record(vector{Name: "what is there unless something is given", Moniker: "node0", Rate: "0.1", MaxRate: "0.2",
			MaxChangeRate: "0.01", Minimum: "1", Amount: "100000000ulaz", Memo: peer}, 1),
		record(vector{Name: "everything is said", Moniker: "Lapis <&> Лазурит", Identity: "79B5AEB5DB2C6C52",
			Website: "https://example.com/?a=1&b=2", Security: "security@example.com", Details: "two\nlines, \"quoted\"",
			Rate: "0.123456789012345678", MaxRate: "1", MaxChangeRate: "0.000000000000000001", Minimum: "1000000",
			Amount: "123456789012345678ulaz", Memo: peer}, 2),
		record(vector{Name: "no rates, no address", Moniker: "m", Rate: "0", MaxRate: "0", MaxChangeRate: "0",
			Minimum: "1", Amount: "1000000ulaz"}, 3),
	}
	encoder := json.NewEncoder(os.Stdout)
	encoder.SetIndent("", "  ")
	check(encoder.Encode(map[string]any{"gentxs": vectors}))
}
