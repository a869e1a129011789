// Sends tokens and asks as a program with the Cosmos SDK's own Go client does, over gRPC and over ABCI's Query, and prints
// what it found as JSON. Standard input: {"rpc","grpc","chain_id","mnemonic","prefix","denom"}.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"time"

	txsigning "cosmossdk.io/x/tx/signing"
	rpchttp "github.com/cometbft/cometbft/rpc/client/http"
	"github.com/cosmos/cosmos-sdk/client"
	"github.com/cosmos/cosmos-sdk/client/grpc/cmtservice"
	clienttx "github.com/cosmos/cosmos-sdk/client/tx"
	"github.com/cosmos/cosmos-sdk/codec"
	"github.com/cosmos/cosmos-sdk/codec/address"
	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	cryptocodec "github.com/cosmos/cosmos-sdk/crypto/codec"
	"github.com/cosmos/cosmos-sdk/crypto/hd"
	"github.com/cosmos/cosmos-sdk/crypto/keyring"
	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/types/query"
	txtypes "github.com/cosmos/cosmos-sdk/types/tx"
	"github.com/cosmos/cosmos-sdk/types/tx/signing"
	authtx "github.com/cosmos/cosmos-sdk/x/auth/tx"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"
	stakingtypes "github.com/cosmos/cosmos-sdk/x/staking/types"
	"github.com/cosmos/gogoproto/proto"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
)

type input struct {
	RPC      string `json:"rpc"`
	GRPC     string `json:"grpc"`
	ChainID  string `json:"chain_id"`
	Mnemonic string `json:"mnemonic"`
	Prefix   string `json:"prefix"`
	Denom    string `json:"denom"`
}

type sent struct {
	Mode    string `json:"mode"`
	Way     string `json:"way"`
	GasUsed uint64 `json:"gas_used"`
	Height  int64  `json:"height"`
	Code    uint32 `json:"code"`
	RawLog  string `json:"raw_log"`
}

type asked struct {
	Way        string   `json:"way"`
	Monikers   []string `json:"monikers"`
	Balance    string   `json:"balance"`
	Total      uint64   `json:"total"`
	SdkVersion string   `json:"sdk_version"`
	Proposer   string   `json:"proposer"`
}

type output struct {
	Sent       []sent  `json:"sent"`
	Asked      []asked `json:"asked"`
	Found      uint64  `json:"found"`
	AppVersion string  `json:"app_version"`
	Refused    string  `json:"refused"`
}

func must[T any](value T, err error) T {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	return value
}

func check(err error) { must(0, err) }

func newContext(in input) client.Context {
	config := sdk.GetConfig()
	config.SetBech32PrefixForAccount(in.Prefix, in.Prefix+"pub")
	config.SetBech32PrefixForValidator(in.Prefix+"valoper", in.Prefix+"valoperpub")
	config.SetBech32PrefixForConsensusNode(in.Prefix+"valcons", in.Prefix+"valconspub")
	registry := must(codectypes.NewInterfaceRegistryWithOptions(codectypes.InterfaceRegistryOptions{
		ProtoFiles: proto.HybridResolver,
		SigningOptions: txsigning.Options{
			AddressCodec:          address.NewBech32Codec(in.Prefix),
			ValidatorAddressCodec: address.NewBech32Codec(in.Prefix + "valoper"),
		},
	}))
	cryptocodec.RegisterInterfaces(registry)
	authtypes.RegisterInterfaces(registry)
	banktypes.RegisterInterfaces(registry)
	stakingtypes.RegisterInterfaces(registry)
	txtypes.RegisterInterfaces(registry)
	cdc := codec.NewProtoCodec(registry)
	keys := keyring.NewInMemory(cdc)
	record := must(keys.NewAccount("own", in.Mnemonic, "", "m/44'/118'/0'/0/0", hd.Secp256k1))
	connection := must(grpc.NewClient(in.GRPC,
		grpc.WithTransportCredentials(insecure.NewCredentials()),
		grpc.WithDefaultCallOptions(grpc.ForceCodec(cdc.GRPCCodec())),
	))
	return client.Context{}.
		WithCodec(cdc).
		WithInterfaceRegistry(registry).
		WithTxConfig(authtx.NewTxConfig(cdc, authtx.DefaultSignModes)).
		WithKeyring(keys).
		WithChainID(in.ChainID).
		WithClient(must(rpchttp.New(in.RPC, "/websocket"))).
		WithGRPCClient(connection).
		WithAccountRetriever(authtypes.AccountRetriever{}).
		WithFromAddress(must(record.GetAddress())).
		WithFromName("own").
		WithBroadcastMode("sync")
}

func send(ctx client.Context, in input, mode signing.SignMode) *sdk.TxResponse {
	factory := must(clienttx.Factory{}.
		WithTxConfig(ctx.TxConfig).
		WithAccountRetriever(ctx.AccountRetriever).
		WithKeybase(ctx.Keyring).
		WithChainID(ctx.ChainID).
		WithSignMode(mode).
		WithGasAdjustment(1.3).
		WithSimulateAndExecute(true).
		WithGasPrices("0.01" + in.Denom).
		WithFromName(ctx.FromName).
		Prepare(ctx))
	message := banktypes.NewMsgSend(ctx.FromAddress, ctx.FromAddress, sdk.NewCoins(sdk.NewInt64Coin(in.Denom, 1)))
	_, gas, err := clienttx.CalculateGas(ctx, factory, message)
	check(err)
	builder := must(factory.WithGas(gas).BuildUnsignedTx(message))
	check(clienttx.Sign(context.Background(), factory, ctx.FromName, builder, true))
	response := must(ctx.BroadcastTx(must(ctx.TxConfig.TxEncoder()(builder.GetTx()))))
	if response.Code != 0 {
		check(fmt.Errorf("refused: %s", response.RawLog))
	}
	for range 100 {
		time.Sleep(100 * time.Millisecond)
		if found, err := authtx.QueryTx(ctx, response.TxHash); err == nil {
			return found
		}
	}
	check(fmt.Errorf("no block held %s", response.TxHash))
	return nil
}

func ask(ctx client.Context, in input, way string) asked {
	background := context.Background()
	page := &query.PageRequest{Limit: 10, CountTotal: true}
	validators := must(stakingtypes.NewQueryClient(ctx).Validators(background, &stakingtypes.QueryValidatorsRequest{}))
	monikers := []string{}
	for _, validator := range validators.Validators {
		monikers = append(monikers, validator.Description.Moniker)
	}
	balances := must(banktypes.NewQueryClient(ctx).AllBalances(background,
		&banktypes.QueryAllBalancesRequest{Address: ctx.FromAddress.String(), Pagination: page}))
	node := cmtservice.NewServiceClient(ctx)
	info := must(node.GetNodeInfo(background, &cmtservice.GetNodeInfoRequest{}))
	block := must(node.GetLatestBlock(background, &cmtservice.GetLatestBlockRequest{}))
	return asked{
		Way:        way,
		Monikers:   monikers,
		Balance:    balances.Balances.AmountOf(in.Denom).String(),
		Total:      balances.Pagination.Total,
		SdkVersion: info.ApplicationVersion.CosmosSdkVersion,
		Proposer:   block.SdkBlock.Header.ProposerAddress,
	}
}

func main() {
	var in input
	check(json.NewDecoder(os.Stdin).Decode(&in))
	ctx := newContext(in)
	out := output{Sent: []sent{}, Asked: []asked{}}
	ways := map[string]client.Context{"grpc": ctx, "abci": ctx.WithGRPCClient(nil)}
	modes := []signing.SignMode{signing.SignMode_SIGN_MODE_DIRECT, signing.SignMode_SIGN_MODE_LEGACY_AMINO_JSON}
	for _, way := range []string{"grpc", "abci"} {
		for _, mode := range modes {
			found := send(ways[way], in, mode)
			out.Sent = append(out.Sent, sent{mode.String(), way, uint64(found.GasUsed), found.Height, found.Code, found.RawLog})
		}
		out.Asked = append(out.Asked, ask(ways[way], in, way))
	}
	search := must(authtx.QueryTxsByEvents(ctx, 1, 10, "message.action='/cosmos.bank.v1beta1.MsgSend'", "desc"))
	out.Found = search.TotalCount
	version, _, err := ctx.QueryWithData("/app/version", nil)
	check(err)
	out.AppVersion = string(version)
	_, err = stakingtypes.NewQueryClient(ctx).Validator(context.Background(), &stakingtypes.QueryValidatorRequest{
		ValidatorAddr: sdk.ValAddress(make([]byte, 20)).String(),
	})
	out.Refused = fmt.Sprint(err)
	check(json.NewEncoder(os.Stdout).Encode(out))
}
