// Writes vectors.json: what cosmos-sdk v0.53.8's own auth and bank keepers make of a genesis and a few transfers.
//
//	go mod tidy && go run . > vectors.json
package main

import (
	"encoding/hex"
	"encoding/json"
	"os"
	"time"

	"cosmossdk.io/log"
	storetypes "cosmossdk.io/store/types"

	"github.com/cosmos/cosmos-sdk/codec"
	"github.com/cosmos/cosmos-sdk/codec/address"
	"github.com/cosmos/cosmos-sdk/codec/legacy"
	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	cryptocodec "github.com/cosmos/cosmos-sdk/crypto/codec"
	"github.com/cosmos/cosmos-sdk/crypto/keys/secp256k1"
	"github.com/cosmos/cosmos-sdk/runtime"
	"github.com/cosmos/cosmos-sdk/testutil"
	sdk "github.com/cosmos/cosmos-sdk/types"
	authkeeper "github.com/cosmos/cosmos-sdk/x/auth/keeper"
	"github.com/cosmos/cosmos-sdk/x/auth/migrations/legacytx"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
	bankkeeper "github.com/cosmos/cosmos-sdk/x/bank/keeper"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"
)

const prefix = "lazuli"

type event struct {
	Type       string      `json:"type"`
	Attributes [][2]string `json:"attributes"`
}

type vectors struct {
	Source                string                     `json:"source"`
	Genesis               map[string]json.RawMessage `json:"genesis"`
	Exported              map[string]json.RawMessage `json:"exported"`
	Transfers             []transfer                 `json:"transfers"`
	Events                []event                    `json:"events"`
	Acc                   [][2]string                `json:"acc"`
	Bank                  [][2]string                `json:"bank"`
	SimulatedSignatureLen int                        `json:"simulated_signature_bytes"`
}

type transfer struct {
	From    string             `json:"from"`
	Coins   sdk.Coins          `json:"coins"`
	To      string             `json:"to,omitempty"`
	Outputs []banktypes.Output `json:"outputs,omitempty"`
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

func repeat(b byte, n int) sdk.AccAddress {
	bytes := make([]byte, n)
	for i := range bytes {
		bytes[i] = b
	}
	return bytes
}

func dump(store storetypes.KVStore) [][2]string {
	var entries [][2]string
	iterator := store.Iterator(nil, nil)
	defer iterator.Close()
	for ; iterator.Valid(); iterator.Next() {
		entries = append(entries, [2]string{hex.EncodeToString(iterator.Key()), hex.EncodeToString(iterator.Value())})
	}
	return entries
}

func main() {
	config := sdk.GetConfig()
	config.SetBech32PrefixForAccount(prefix, prefix+"pub")

	registry := codectypes.NewInterfaceRegistry()
	cryptocodec.RegisterInterfaces(registry)
	authtypes.RegisterInterfaces(registry)
	banktypes.RegisterInterfaces(registry)
	cdc := codec.NewProtoCodec(registry)
	keys := storetypes.NewKVStoreKeys(authtypes.StoreKey, banktypes.StoreKey)
	ctx := testutil.DefaultContextWithKeys(keys, nil, nil).WithBlockTime(time.Unix(0, 0)).WithEventManager(sdk.NewEventManager())
	authority := authtypes.NewModuleAddress("gov").String()
	accounts := authkeeper.NewAccountKeeper(cdc, runtime.NewKVStoreService(keys[authtypes.StoreKey]),
		authtypes.ProtoBaseAccount, map[string][]string{authtypes.FeeCollectorName: nil},
		address.NewBech32Codec(prefix), prefix, authority)
	bank := bankkeeper.NewBaseKeeper(cdc, runtime.NewKVStoreService(keys[banktypes.StoreKey]),
		accounts, map[string]bool{}, authority, log.NewNopLogger())

	pubKey := secp256k1.GenPrivKeyFromSecret([]byte("alice")).PubKey()
	alice := sdk.AccAddress(pubKey.Address())
	bob, carol, wide := repeat(0xb0, 20), repeat(0xff, 20), repeat(0x11, 32)
	coins := func(text string) sdk.Coins { return must(sdk.ParseCoinsNormalized(text)) }

	authGenesis := authtypes.NewGenesisState(authtypes.DefaultParams(), authtypes.GenesisAccounts{
		authtypes.NewBaseAccount(bob, nil, 0, 0),
		authtypes.NewBaseAccount(alice, pubKey, 5, 300),
		authtypes.NewBaseAccount(wide, nil, 0, 0),
		authtypes.NewModuleAccount(authtypes.NewBaseAccount(authtypes.NewModuleAddress("mint"), nil, 2, 0), "mint", "minter", "burner"),
	})
	bankGenesis := banktypes.NewGenesisState(banktypes.DefaultParams(), []banktypes.Balance{
		{Address: bob.String(), Coins: coins("7ulaz")},
		{Address: alice.String(), Coins: coins("1000000000000ulaz,10ustake,5zeta/x.y:z-1_0")},
		{Address: wide.String(), Coins: coins("3ustake")},
	}, sdk.Coins{}, []banktypes.Metadata{{
		Description: "The token", Base: "ulaz", Display: "laz", Name: "Lazuli", Symbol: "LAZ", URI: "https://example.org", URIHash: "00",
		DenomUnits: []*banktypes.DenomUnit{{Denom: "ulaz", Aliases: []string{"microlaz"}}, {Denom: "laz", Exponent: 6}},
	}}, []banktypes.SendEnabled{{Denom: "ulaz", Enabled: true}, {Denom: "frozen", Enabled: false}})

	out := vectors{
		Source: "cosmos-sdk v0.53.8 x/auth and x/bank keepers; main.go",
		Genesis: map[string]json.RawMessage{
			"auth": cdc.MustMarshalJSON(authGenesis), "bank": cdc.MustMarshalJSON(bankGenesis),
		},
		SimulatedSignatureLen: len(legacy.Cdc.MustMarshal(legacytx.StdSignature{PubKey: pubKey, Signature: make([]byte, 64)})), //nolint:staticcheck
	}
	accounts.InitGenesis(ctx, *authGenesis)
	bank.InitGenesis(ctx, bankGenesis)

	out.Transfers = []transfer{
		{From: alice.String(), To: bob.String(), Coins: coins("500ulaz,4ustake")},
		{From: alice.String(), To: carol.String(), Coins: coins("6ustake")},
		{From: bob.String(), To: bob.String(), Coins: coins("1ulaz")},
		{From: alice.String(), Coins: coins("30ulaz,5zeta/x.y:z-1_0"), Outputs: []banktypes.Output{
			{Address: wide.String(), Coins: coins("10ulaz")},
			{Address: repeat(0x01, 20).String(), Coins: coins("20ulaz,5zeta/x.y:z-1_0")},
		}},
		{From: bob.String(), To: alice.String(), Coins: coins("507ulaz")},
	}
	for _, t := range out.Transfers {
		if t.Outputs != nil {
			check(bank.InputOutputCoins(ctx, banktypes.Input{Address: t.From, Coins: t.Coins}, t.Outputs))
			continue
		}
		check(bank.SendCoins(ctx, sdk.MustAccAddressFromBech32(t.From), sdk.MustAccAddressFromBech32(t.To), t.Coins))
	}
	for _, e := range ctx.EventManager().Events() {
		made := event{Type: e.Type}
		for _, a := range e.Attributes {
			made.Attributes = append(made.Attributes, [2]string{a.Key, a.Value})
		}
		out.Events = append(out.Events, made)
	}
	out.Acc, out.Bank = dump(ctx.KVStore(keys[authtypes.StoreKey])), dump(ctx.KVStore(keys[banktypes.StoreKey]))
	out.Exported = map[string]json.RawMessage{
		"auth": cdc.MustMarshalJSON(accounts.ExportGenesis(ctx)), "bank": cdc.MustMarshalJSON(bank.ExportGenesis(ctx)),
	}
	encoder := json.NewEncoder(os.Stdout)
	encoder.SetIndent("", "  ")
	check(encoder.Encode(out))
}
