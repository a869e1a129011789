// Writes vectors.json: vesting accounts as cosmos-sdk v0.53.8 stores them, what of their coins is vested, locked and spendable
// over time, and what its message server and its bank make of messages and transfers.
//
//	go mod tidy && go run . > vectors.json
package main

import (
	"encoding/hex"
	"encoding/json"
	"errors"
	"math/big"
	"os"
	"strings"
	"time"

	_ "cosmossdk.io/api/cosmos/bank/v1beta1"
	_ "cosmossdk.io/api/cosmos/vesting/v1beta1"
	errorsmod "cosmossdk.io/errors"
	"cosmossdk.io/log"
	"cosmossdk.io/math"
	storetypes "cosmossdk.io/store/types"
	"cosmossdk.io/x/tx/signing/aminojson"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoregistry"

	"github.com/cosmos/cosmos-sdk/codec"
	"github.com/cosmos/cosmos-sdk/codec/address"
	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	cryptocodec "github.com/cosmos/cosmos-sdk/crypto/codec"
	"github.com/cosmos/cosmos-sdk/crypto/keys/secp256k1"
	"github.com/cosmos/cosmos-sdk/runtime"
	"github.com/cosmos/cosmos-sdk/testutil"
	sdk "github.com/cosmos/cosmos-sdk/types"
	authkeeper "github.com/cosmos/cosmos-sdk/x/auth/keeper"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
	"github.com/cosmos/cosmos-sdk/x/auth/vesting"
	"github.com/cosmos/cosmos-sdk/x/auth/vesting/exported"
	"github.com/cosmos/cosmos-sdk/x/auth/vesting/types"
	bankkeeper "github.com/cosmos/cosmos-sdk/x/bank/keeper"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"
)

const (
	prefix = "lazuli"
	start  = int64(1_700_000_000)
)

type instant struct {
	Seconds int64  `json:"seconds"`
	Vested  string `json:"vested"`
	Locked  string `json:"locked"`
}

type schedule struct {
	Name    string          `json:"name"`
	Genesis json.RawMessage `json:"genesis"`
	Stored  string          `json:"stored"`
	Times   []instant       `json:"times"`
}

type event struct {
	Type       string      `json:"type"`
	Attributes [][2]string `json:"attributes"`
}

type step struct {
	Seconds   int64           `json:"seconds"`
	TypeURL   string          `json:"type_url"`
	Message   json.RawMessage `json:"message"`
	Bytes     string          `json:"bytes"`
	Amino     string          `json:"amino"`
	Codespace string          `json:"codespace,omitempty"`
	Code      uint32          `json:"code,omitempty"`
	Log       string          `json:"log,omitempty"`
	Events    []event         `json:"events"`
	Spendable []spendable     `json:"spendable"`
}

type spendable struct {
	Address string `json:"address"`
	Coins   string `json:"coins"`
}

type vectors struct {
	Source    string                     `json:"source"`
	Schedules []schedule                 `json:"schedules"`
	Genesis   map[string]json.RawMessage `json:"genesis"`
	Steps     []step                     `json:"steps"`
	Acc       [][2]string                `json:"acc"`
	Bank      [][2]string                `json:"bank"`
	Exported  map[string]json.RawMessage `json:"exported"`
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
	return []byte(strings.Repeat(string([]byte{b}), n))
}

func coins(text string) sdk.Coins { return must(sdk.ParseCoinsNormalized(text)) }

func dump(store storetypes.KVStore) [][2]string {
	var entries [][2]string
	iterator := store.Iterator(nil, nil)
	defer iterator.Close()
	for ; iterator.Valid(); iterator.Next() {
		entries = append(entries, [2]string{hex.EncodeToString(iterator.Key()), hex.EncodeToString(iterator.Value())})
	}
	return entries
}

// accounts of every type, with what makes rounding hard: odd lengths, one unit, half units, the largest amount, delegations.
func accounts() map[string]exported.VestingAccount {
	base := func(i byte) *authtypes.BaseAccount { return authtypes.NewBaseAccount(repeat(i, 20), nil, uint64(i), 0) }
	key := secp256k1.GenPrivKeyFromSecret([]byte("vesting")).PubKey()
	most := math.NewIntFromBigInt(new(big.Int).Lsh(big.NewInt(1), 255)).SubRaw(1)
	largest := sdk.NewCoins(sdk.NewCoin("huge", most.MulRaw(2).AddRaw(1)), sdk.NewCoin("one", math.OneInt()))
	mixed := coins("10alpha,3beta,1gamma,999999999999999999999delta")
	periods := types.Periods{
		{Length: 10, Amount: coins("4alpha,1beta")},
		{Length: 1, Amount: coins("1alpha")},
		{Length: 1000, Amount: coins("5alpha,2beta,7gamma")},
	}
	delegated := must(types.NewBaseVestingAccount(base(9), coins("100alpha,50beta"), start+100))
	delegated.DelegatedVesting, delegated.DelegatedFree = coins("30alpha,50beta"), coins("5alpha")
	all := map[string]exported.VestingAccount{
		"continuous":           must(types.NewContinuousVestingAccount(base(1), mixed, start, start+7)),
		"continuous, halves":   must(types.NewContinuousVestingAccount(base(2), coins("1odd,2two,3three,5five"), start, start+2)),
		"continuous, long":     must(types.NewContinuousVestingAccount(base(3), coins("7ulaz,1000000000000000000000001ustake"), start, start+3*365*86400+1)),
		"continuous, largest":  must(types.NewContinuousVestingAccount(base(4), largest, start, start+3)),
		"continuous, key":      must(types.NewContinuousVestingAccount(authtypes.NewBaseAccount(sdk.AccAddress(key.Address()), key, 5, 42), mixed, 0, start)),
		"continuous, backward": types.NewContinuousVestingAccountRaw(must(types.NewBaseVestingAccount(base(6), mixed, start-5)), start+5),
		"delayed":              must(types.NewDelayedVestingAccount(base(7), mixed, start)),
		"periodic":             must(types.NewPeriodicVestingAccount(base(8), periods.TotalAmount(), start, periods)),
		"delegated":            types.NewContinuousVestingAccountRaw(delegated, start),
		"permanent":            must(types.NewPermanentLockedAccount(base(10), mixed)),
	}
	return all
}

func times() []int64 {
	offsets := []int64{-1_700_000_000, -10, -5, -1, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 33, 50, 99, 100, 101, 1010, 1011, 1012,
		86400, 10_000_000, 33_333_333, 47_304_000, 94_607_999, 94_608_000, 94_608_001, 94_608_002, 1_000_000_000}
	list := make([]int64, len(offsets))
	for i, offset := range offsets {
		list[i] = start + offset
	}
	return list
}

func schedules(cdc codec.Codec) []schedule {
	all := accounts()
	names := []string{"continuous", "continuous, halves", "continuous, long", "continuous, largest", "continuous, key",
		"continuous, backward", "delayed", "periodic", "delegated", "permanent"}
	var list []schedule
	for _, name := range names {
		account := all[name]
		s := schedule{
			Name:    name,
			Genesis: must(cdc.MarshalInterfaceJSON(account)),
			Stored:  hex.EncodeToString(must(cdc.MarshalInterface(account))),
		}
		for _, seconds := range times() {
			at := time.Unix(seconds, 999_999_999)
			s.Times = append(s.Times, instant{seconds, account.GetVestedCoins(at).String(), account.LockedCoins(at).String()})
		}
		list = append(list, s)
	}
	return list
}

// attempt is a message at a time.
type attempt struct {
	seconds int64
	message sdk.Msg
}

func attempts(alice, frozen sdk.AccAddress) []attempt {
	to := func(b byte) sdk.AccAddress { return repeat(b, 20) }
	period := func(length int64, amount string) types.Period {
		return types.Period{Length: length, Amount: coins(amount)}
	}
	unsorted := sdk.Coins{sdk.NewInt64Coin("ustake", 1), sdk.NewInt64Coin("ulaz", 1)}
	create := types.NewMsgCreateVestingAccount
	permanent := types.NewMsgCreatePermanentLockedAccount
	periodic := types.NewMsgCreatePeriodicVestingAccount
	module := authtypes.NewModuleAddress(authtypes.FeeCollectorName)
	send := banktypes.NewMsgSend
	const other = "cosmos1qyqszqgpqyqszqgpqyqszqgpqyqszqgpjnp7du"
	return []attempt{
		{start, create(alice, to(0x41), coins("100ulaz,10ustake"), start+10, false)},
		{start, create(alice, to(0x42), coins("100ulaz"), start+10, true)},
		{start, permanent(alice, to(0x43), coins("100ulaz"))},
		{start, periodic(alice, to(0x44), start+1, []types.Period{period(4, "60ulaz"), period(5, "40ulaz,1ustake")})},
		// Ends before it starts.
		{start, create(alice, to(0x45), coins("3ulaz"), start-1, false)},
		{start, create(alice, to(0x41), coins("1ulaz"), start+10, false)},
		{start, permanent(alice, alice, coins("1ulaz"))},
		{start, periodic(alice, to(0x44), start, []types.Period{period(4, "60ulaz")})},
		{start, create(alice, module, coins("1ulaz"), start+10, false)},
		{start, permanent(alice, module, coins("1ulaz"))},
		{start, periodic(alice, module, start, []types.Period{period(4, "60ulaz")})},
		{start, create(alice, to(0x46), coins("1ulaz"), 0, false)},
		{start, create(alice, to(0x46), coins("1ulaz"), -1, true)},
		{start, create(alice, to(0x46), coins("1frozen"), start+10, true)},
		{start, create(alice, module, coins("1frozen"), start+10, true)},
		{start, periodic(alice, module, start, []types.Period{period(4, "60frozen")})},
		{start, periodic(alice, to(0x46), start, []types.Period{period(4, "60frozen")})},
		{start, create(alice, to(0x46), sdk.Coins{}, start+10, true)},
		{start, create(alice, to(0x46), unsorted, start+10, true)},
		{start, create(alice, to(0x46), sdk.Coins{{Denom: "ulaz", Amount: math.ZeroInt()}}, 0, true)},
		{start, permanent(alice, to(0x46), unsorted)},
		{start, periodic(alice, to(0x46), 0, []types.Period{period(4, "60ulaz")})},
		{start, periodic(alice, to(0x46), start, nil)},
		{start, periodic(alice, to(0x46), start, []types.Period{period(4, "60ulaz"), period(0, "60ulaz")})},
		{start, periodic(alice, to(0x46), start, []types.Period{{Length: 4, Amount: unsorted}})},
		{start, periodic(alice, to(0x46), 1<<62, []types.Period{period(1<<62, "60ulaz")})},
		{start, create(alice, to(0x46), coins("100000000000000ulaz"), start+10, true)},
		{start, &types.MsgCreateVestingAccount{FromAddress: alice.String(), ToAddress: other, Amount: coins("1ulaz"), EndTime: start}},
		// What is locked stays, what is free goes.
		{start, send(to(0x41), alice, coins("1ulaz"))},
		{start + 3, send(to(0x41), alice, coins("31ulaz"))},
		{start + 3, send(to(0x41), alice, coins("30ulaz,3ustake"))},
		{start + 4, send(to(0x41), alice, coins("11ulaz"))},
		{start + 9, send(to(0x42), alice, coins("1ulaz"))},
		{start + 10, send(to(0x42), alice, coins("100ulaz"))},
		{start + 10, send(to(0x43), alice, coins("1ulaz"))},
		{start + 10, send(alice, to(0x43), coins("5ulaz"))},
		{start + 10, send(to(0x43), alice, coins("6ulaz"))},
		{start + 10, send(to(0x43), alice, coins("5ulaz"))},
		{start + 4, send(to(0x44), alice, coins("1ulaz"))},
		{start + 5, send(to(0x44), alice, coins("60ulaz"))},
		{start + 5, send(to(0x44), alice, coins("1ustake"))},
		{start + 10, send(to(0x44), alice, coins("40ulaz,1ustake"))},
		{start, send(to(0x45), alice, coins("1ulaz"))},
		{start + 1, send(to(0x45), alice, coins("3ulaz"))},
		{start + 1, create(to(0x41), to(0x47), coins("90ulaz"), start+10, true)},
		// Of "lacking" more is locked than it has.
		{start, send(frozen, alice, coins("1ulaz"))},
		{start, send(frozen, alice, coins("1ustake"))},
		{start, banktypes.NewMsgMultiSend(banktypes.NewInput(to(0x43), coins("2ulaz")), []banktypes.Output{banktypes.NewOutput(alice, coins("2ulaz"))})},
	}
}

// signed is a message's encoding, and its part of an amino JSON document.
func signed(cdc codec.Codec, typeURL string, message sdk.Msg) (string, string) {
	bytes := must(cdc.Marshal(message))
	dynamic := must(protoregistry.GlobalTypes.FindMessageByURL(typeURL)).New().Interface()
	check(proto.Unmarshal(bytes, dynamic))
	return hex.EncodeToString(bytes), string(must(aminojson.NewEncoder(aminojson.EncoderOptions{}).Marshal(dynamic)))
}

func run(out *vectors, cdc codec.Codec) {
	keys := storetypes.NewKVStoreKeys(authtypes.StoreKey, banktypes.StoreKey)
	ctx := testutil.DefaultContextWithKeys(keys, nil, nil).WithBlockTime(time.Unix(start, 0))
	authority := authtypes.NewModuleAddress("gov").String()
	ak := authkeeper.NewAccountKeeper(cdc, runtime.NewKVStoreService(keys[authtypes.StoreKey]),
		authtypes.ProtoBaseAccount, map[string][]string{authtypes.FeeCollectorName: nil},
		address.NewBech32Codec(prefix), prefix, authority)
	blocked := map[string]bool{authtypes.NewModuleAddress(authtypes.FeeCollectorName).String(): true}
	bank := bankkeeper.NewBaseKeeper(cdc, runtime.NewKVStoreService(keys[banktypes.StoreKey]), ak, blocked, authority, log.NewNopLogger())

	alice, lacking := repeat(0xa1, 20), repeat(0x1a, 20)
	authGenesis := authtypes.NewGenesisState(authtypes.DefaultParams(), authtypes.GenesisAccounts{
		authtypes.NewBaseAccount(alice, nil, 0, 0),
		must(types.NewPermanentLockedAccount(authtypes.NewBaseAccount(lacking, nil, 1, 0), coins("10ulaz"))),
	})
	bankGenesis := banktypes.NewGenesisState(banktypes.DefaultParams(), []banktypes.Balance{
		{Address: alice.String(), Coins: coins("1000000ulaz,1000ustake,100frozen")},
		{Address: lacking.String(), Coins: coins("4ulaz,5ustake")},
	}, sdk.Coins{}, nil, []banktypes.SendEnabled{{Denom: "frozen", Enabled: false}})
	out.Genesis = map[string]json.RawMessage{"auth": cdc.MustMarshalJSON(authGenesis), "bank": cdc.MustMarshalJSON(bankGenesis)}
	ak.InitGenesis(ctx, *authGenesis)
	bank.InitGenesis(ctx, bankGenesis)

	vestingServer, bankServer := vesting.NewMsgServerImpl(ak, bank), bankkeeper.NewMsgServerImpl(bank)
	for _, a := range attempts(alice, lacking) {
		branch, write := ctx.WithBlockTime(time.Unix(a.seconds, 500_000_000)).WithEventManager(sdk.NewEventManager()).CacheContext()
		var err error
		switch message := a.message.(type) {
		case *types.MsgCreateVestingAccount:
			_, err = vestingServer.CreateVestingAccount(branch, message)
		case *types.MsgCreatePermanentLockedAccount:
			_, err = vestingServer.CreatePermanentLockedAccount(branch, message)
		case *types.MsgCreatePeriodicVestingAccount:
			_, err = vestingServer.CreatePeriodicVestingAccount(branch, message)
		case *banktypes.MsgSend:
			_, err = bankServer.Send(branch, message)
		case *banktypes.MsgMultiSend:
			_, err = bankServer.MultiSend(branch, message)
		default:
			panic(errors.New("unknown message"))
		}
		s := step{Seconds: a.seconds, TypeURL: sdk.MsgTypeURL(a.message), Message: cdc.MustMarshalJSON(a.message), Events: []event{}}
		s.Bytes, s.Amino = signed(cdc, s.TypeURL, a.message)
		if err != nil {
			s.Codespace, s.Code, s.Log = errorsmod.ABCIInfo(err, false)
		} else {
			write()
			for _, e := range branch.EventManager().Events() {
				made := event{Type: e.Type}
				for _, attribute := range e.Attributes {
					made.Attributes = append(made.Attributes, [2]string{attribute.Key, attribute.Value})
				}
				s.Events = append(s.Events, made)
			}
		}
		for _, b := range []byte{0x41, 0x42, 0x43, 0x44, 0x45, 0x1a} {
			address := repeat(b, 20)
			s.Spendable = append(s.Spendable, spendable{address.String(), bank.SpendableCoins(branch, address).String()})
		}
		out.Steps = append(out.Steps, s)
	}
	out.Acc, out.Bank = dump(ctx.KVStore(keys[authtypes.StoreKey])), dump(ctx.KVStore(keys[banktypes.StoreKey]))
	out.Exported = map[string]json.RawMessage{
		"auth": cdc.MustMarshalJSON(ak.ExportGenesis(ctx)), "bank": cdc.MustMarshalJSON(bank.ExportGenesis(ctx)),
	}
}

func main() {
	config := sdk.GetConfig()
	config.SetBech32PrefixForAccount(prefix, prefix+"pub")
	registry := codectypes.NewInterfaceRegistry()
	cryptocodec.RegisterInterfaces(registry)
	authtypes.RegisterInterfaces(registry)
	banktypes.RegisterInterfaces(registry)
	types.RegisterInterfaces(registry)
	cdc := codec.NewProtoCodec(registry)

	out := vectors{Source: "cosmos-sdk v0.53.8 x/auth/vesting and x/bank; main.go", Schedules: schedules(cdc)}
	run(&out, cdc)
	encoder := json.NewEncoder(os.Stdout)
	encoder.SetIndent("", "  ")
	check(encoder.Encode(out))
}
