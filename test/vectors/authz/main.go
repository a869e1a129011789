// Writes vectors.json: what the authz keeper and message server of cosmos-sdk v0.53.8 make of grants, executions and
// revocations: answers, events, store keys and values, amino JSON, pages of queries, and genesis.
//
//	go mod tidy && go run . > vectors.json
package main

import (
	"encoding/hex"
	"encoding/json"
	"os"
	"reflect"
	"strings"
	"time"

	_ "cosmossdk.io/api/cosmos/authz/v1beta1"
	_ "cosmossdk.io/api/cosmos/bank/v1beta1"
	errorsmod "cosmossdk.io/errors"
	"cosmossdk.io/log"
	"cosmossdk.io/math"
	storetypes "cosmossdk.io/store/types"
	"cosmossdk.io/x/tx/signing/aminojson"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoregistry"

	abci "github.com/cometbft/cometbft/abci/types"

	"github.com/cosmos/cosmos-sdk/baseapp"
	"github.com/cosmos/cosmos-sdk/codec"
	"github.com/cosmos/cosmos-sdk/codec/address"
	codectestutil "github.com/cosmos/cosmos-sdk/codec/testutil"
	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	cryptocodec "github.com/cosmos/cosmos-sdk/crypto/codec"
	"github.com/cosmos/cosmos-sdk/runtime"
	"github.com/cosmos/cosmos-sdk/testutil"
	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/types/query"
	authkeeper "github.com/cosmos/cosmos-sdk/x/auth/keeper"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
	"github.com/cosmos/cosmos-sdk/x/authz"
	authzkeeper "github.com/cosmos/cosmos-sdk/x/authz/keeper"
	bankkeeper "github.com/cosmos/cosmos-sdk/x/bank/keeper"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"
)

const (
	prefix   = "lazuli"
	start    = int64(1_700_000_000)
	sendType = "/cosmos.bank.v1beta1.MsgSend"
)

type event struct {
	Type       string      `json:"type"`
	Attributes [][2]string `json:"attributes"`
}

// step is a message, or the start of a block if there is none.
type step struct {
	// Nanoseconds since start.
	After     int64           `json:"after"`
	TypeURL   string          `json:"type_url,omitempty"`
	Message   json.RawMessage `json:"message,omitempty"`
	Bytes     string          `json:"bytes,omitempty"`
	Amino     string          `json:"amino,omitempty"`
	Codespace string          `json:"codespace,omitempty"`
	Code      uint32          `json:"code,omitempty"`
	Log       string          `json:"log,omitempty"`
	Answer    string          `json:"answer,omitempty"`
	Events    []event         `json:"events"`
	// The whole store, where it has changed.
	State [][2]string `json:"state,omitempty"`
}

type page struct {
	Path     string          `json:"path"`
	Request  string          `json:"request"`
	Response string          `json:"response,omitempty"`
	JSON     json.RawMessage `json:"json,omitempty"`
	Error    string          `json:"error,omitempty"`
}

type genesis struct {
	Given    json.RawMessage `json:"given"`
	State    [][2]string     `json:"state"`
	Exported json.RawMessage `json:"exported"`
}

type vectors struct {
	Source  string                     `json:"source"`
	Genesis map[string]json.RawMessage `json:"genesis"`
	Steps   []step                     `json:"steps"`
	Pages   []page                     `json:"pages"`
	Import  genesis                    `json:"import"`
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

var (
	alice, bob, carol = repeat(0xa1, 20), repeat(0xb0, 20), repeat(0xc0, 32)
	dora, eve         = repeat(0xd0, 20), repeat(0xe0, 20)
	module            = authtypes.NewModuleAddress(authtypes.FeeCollectorName)
)

func coins(text string) sdk.Coins { return must(sdk.ParseCoinsNormalized(text)) }

func dump(store storetypes.KVStore) [][2]string {
	entries := [][2]string{}
	iterator := store.Iterator(nil, nil)
	defer iterator.Close()
	for ; iterator.Valid(); iterator.Next() {
		entries = append(entries, [2]string{hex.EncodeToString(iterator.Key()), hex.EncodeToString(iterator.Value())})
	}
	return entries
}

func at(after time.Duration) time.Time { return time.Unix(start, 0).Add(after).UTC() }

func expiry(after time.Duration) *time.Time {
	t := at(after)
	return &t
}

func generic(message sdk.Msg) authz.Authorization {
	return authz.NewGenericAuthorization(sdk.MsgTypeURL(message))
}

func grant(granter, grantee sdk.AccAddress, a authz.Authorization, expiration *time.Time) sdk.Msg {
	return must(authz.NewMsgGrant(granter, grantee, a, expiration))
}

func revoke(granter, grantee sdk.AccAddress, typeURL string) sdk.Msg {
	message := authz.NewMsgRevoke(granter, grantee, typeURL)
	return &message
}

func exec(grantee sdk.AccAddress, messages ...sdk.Msg) sdk.Msg {
	message := authz.NewMsgExec(grantee, messages)
	return &message
}

func send(from, to sdk.AccAddress, amount string) sdk.Msg {
	return banktypes.NewMsgSend(from, to, coins(amount))
}

// attempt is a message at a time; without a message a block starts.
type attempt struct {
	after   time.Duration
	message sdk.Msg
}

func sendSteps() []attempt {
	limit := banktypes.NewSendAuthorization
	multi := &banktypes.MsgMultiSend{}
	multiSend := banktypes.NewMsgMultiSend(banktypes.NewInput(alice, coins("2ulaz")),
		[]banktypes.Output{banktypes.NewOutput(carol, coins("1ulaz")), banktypes.NewOutput(bob, coins("1ulaz"))})
	return []attempt{
		{0, grant(alice, bob, limit(coins("100ulaz,10ustake"), nil), expiry(10*time.Second))},
		{0, exec(bob, send(alice, carol, "30ulaz"))},
		{0, exec(bob, send(alice, carol, "71ulaz"))},
		{0, exec(bob, send(alice, carol, "1other"))},
		{0, exec(bob, send(alice, carol, "70ulaz"))},
		{0, exec(bob, send(alice, carol, "4ustake"), send(bob, carol, "1ulaz"))},
		{0, exec(bob, send(alice, carol, "1ustake"), send(alice, carol, "6ustake"))},
		{0, exec(bob, send(alice, carol, "6ustake"))},
		{0, exec(bob, send(alice, carol, "1ustake"))},
		{0, grant(alice, bob, generic(&banktypes.MsgSend{}), expiry(10*time.Second))},
		{0, grant(alice, bob, generic(multi), expiry(10*time.Second))},
		{0, grant(alice, bob, generic(&authz.MsgRevoke{}), expiry(10*time.Second))},
		{0, exec(bob, multiSend)},
		{0, revoke(alice, bob, sendType)},
		{0, grant(alice, bob, generic(multi), expiry(10*time.Second))},
		{0, grant(alice, bob, generic(multi), expiry(20*time.Second))},
		{0, grant(alice, bob, limit(coins("100ulaz"), []sdk.AccAddress{eve, carol}), nil)},
		{0, exec(bob, send(alice, dora, "1ulaz"))},
		{0, exec(bob, send(alice, dora, "101ulaz"))},
		{0, exec(bob, send(alice, carol, "40ulaz"))},
		{0, exec(bob, send(alice, eve, "60ulaz"))},
		{0, revoke(alice, bob, sendType)},
		{0, exec(bob, send(bob, carol, "1000000000ulaz"))},
		{0, grant(alice, bob, limit(coins("1000000000ulaz"), nil), expiry(time.Hour))},
		{0, exec(bob, send(bob, carol, "1ulaz"), send(alice, carol, "1000000000ulaz"))},
	}
}

func nestedSteps() []attempt {
	inner := exec(bob, send(alice, carol, "2ulaz"), send(bob, carol, "3ulaz"))
	return []attempt{
		{0, exec(dora, inner)},
		{0, grant(bob, dora, generic(&authz.MsgExec{}), expiry(5*time.Second))},
		{0, exec(dora, inner)},
		{0, exec(dora, exec(dora, send(dora, carol, "1ulaz")), inner)},
		{0, grant(dora, eve, generic(&authz.MsgExec{}), nil)},
		{0, exec(eve, exec(dora, inner))},
		{5*time.Second - 1, exec(dora, inner)},
		{5 * time.Second, exec(dora, inner)},
		{5*time.Second + 1, exec(dora, inner)},
		{5 * time.Second, nil},
		{5 * time.Second, exec(dora, inner)},
		{5*time.Second + 1, nil},
		{5*time.Second + 1, exec(dora, inner)},
		// Messages of this module by grant.
		{0, grant(alice, bob, generic(&authz.MsgGrant{}), nil)},
		{0, exec(bob, grant(alice, eve, generic(&banktypes.MsgSend{}), expiry(7*time.Second)))},
		{0, exec(bob, grant(alice, bob, generic(&banktypes.MsgSend{}), nil), send(alice, carol, "1ulaz"))},
		{0, exec(bob, revoke(alice, eve, sendType))},
		{0, exec(bob, revoke(alice, eve, sendType))},
		{0, exec(eve, send(alice, carol, "1ulaz"))},
	}
}

func refusedSteps() []attempt {
	type message = authz.MsgGrant
	limit := func(c sdk.Coins, allowed ...string) authz.Authorization {
		return &banktypes.SendAuthorization{SpendLimit: c, AllowList: allowed}
	}
	twoInputs := &banktypes.MsgMultiSend{
		Inputs:  []banktypes.Input{banktypes.NewInput(alice, coins("1ulaz")), banktypes.NewInput(bob, coins("1ulaz"))},
		Outputs: []banktypes.Output{banktypes.NewOutput(carol, coins("2ulaz"))},
	}
	gov := authtypes.NewModuleAddress("gov")
	return []attempt{
		{time.Second, grant(alice, bob, generic(&banktypes.MsgSend{}), expiry(time.Second))},
		{time.Second, grant(alice, bob, generic(&banktypes.MsgSend{}), expiry(time.Second-1))},
		{time.Second, grant(alice, bob, generic(&banktypes.MsgSend{}), expiry(time.Second+1))},
		{1500 * time.Millisecond, grant(alice, bob, generic(&banktypes.MsgSend{}), expiry(1250*time.Millisecond))},
		{0, grant(alice, alice, generic(&banktypes.MsgSend{}), nil)},
		{0, &message{Granter: alice.String(), Grantee: strings.ToUpper(alice.String())}},
		{0, &message{Granter: alice.String(), Grantee: bob.String()}},
		{0, &message{Granter: alice.String(), Grantee: "lazuli1x"}},
		{0, &message{Granter: "", Grantee: bob.String()}},
		{0, grant(alice, bob, authz.NewGenericAuthorization(""), nil)},
		{0, grant(alice, bob, authz.NewGenericAuthorization("/cosmos.gov.v1.MsgVote"), nil)},
		{0, grant(alice, bob, authz.NewGenericAuthorization("cosmos.bank.v1beta1.MsgSend"), nil)},
		{0, grant(alice, bob, limit(nil), nil)},
		{0, grant(alice, bob, limit(sdk.Coins{sdk.Coin{Denom: "ulaz", Amount: math.ZeroInt()}}), nil)},
		{0, grant(alice, bob, limit(coins("1ulaz"), carol.String(), eve.String(), carol.String()), nil)},
		{0, grant(alice, module, generic(&banktypes.MsgSend{}), nil)},
		{0, revoke(alice, alice, sendType)},
		{0, revoke(alice, bob, "")},
		{0, revoke(alice, carol, sendType)},
		{0, &authz.MsgRevoke{Granter: alice.String(), Grantee: "lazuli1x", MsgTypeUrl: sendType}},
		{0, exec(bob)},
		{0, exec(bob, twoInputs)},
		{0, exec(bob, banktypes.NewMsgSetSendEnabled(gov.String(), nil, []string{"ulaz"}))},
		{0, exec(bob, exec(bob))},
		{0, exec(bob, exec(carol, send(alice, carol, "1ulaz")))},
		{0, grant(alice, carol, generic(&banktypes.MsgMultiSend{}), expiry(30*time.Second))},
		{0, grant(carol, alice, generic(&banktypes.MsgMultiSend{}), expiry(30*time.Second))},
		{0, grant(carol, bob, limit(coins("7ulaz"), alice.String()), expiry(30*time.Second+5))},
	}
}

// signed is a message's encoding, and its part of an amino JSON document; empty if it has none.
func signed(cdc codec.Codec, typeURL string, message sdk.Msg) (string, string) {
	bytes := must(cdc.Marshal(message))
	dynamic := must(protoregistry.GlobalTypes.FindMessageByURL(typeURL)).New().Interface()
	check(proto.Unmarshal(bytes, dynamic))
	amino, err := aminojson.NewEncoder(aminojson.EncoderOptions{}).Marshal(dynamic)
	if err != nil {
		return hex.EncodeToString(bytes), ""
	}
	return hex.EncodeToString(bytes), string(amino)
}

func eventsOf(list []abci.Event) []event {
	made := []event{}
	for _, e := range list {
		one := event{Type: e.Type, Attributes: [][2]string{}}
		for _, attribute := range e.Attributes {
			one.Attributes = append(one.Attributes, [2]string{attribute.Key, attribute.Value})
		}
		made = append(made, one)
	}
	return made
}

type chain struct {
	cdc    codec.Codec
	ctx    sdk.Context
	store  storetypes.StoreKey
	keeper authzkeeper.Keeper
	router *baseapp.MsgServiceRouter
}

func newChain(registry codectypes.InterfaceRegistry, out *vectors) chain {
	cdc := codec.NewProtoCodec(registry)
	keys := storetypes.NewKVStoreKeys(authtypes.StoreKey, banktypes.StoreKey, authzkeeper.StoreKey)
	ctx := testutil.DefaultContextWithKeys(keys, nil, nil).WithBlockTime(at(0))
	authority := authtypes.NewModuleAddress("gov").String()
	ak := authkeeper.NewAccountKeeper(cdc, runtime.NewKVStoreService(keys[authtypes.StoreKey]),
		authtypes.ProtoBaseAccount, map[string][]string{authtypes.FeeCollectorName: nil},
		address.NewBech32Codec(prefix), prefix, authority)
	blocked := map[string]bool{module.String(): true}
	bank := bankkeeper.NewBaseKeeper(cdc, runtime.NewKVStoreService(keys[banktypes.StoreKey]), ak, blocked, authority, log.NewNopLogger())
	router := baseapp.NewMsgServiceRouter()
	router.SetInterfaceRegistry(registry)
	keeper := authzkeeper.NewKeeper(runtime.NewKVStoreService(keys[authzkeeper.StoreKey]), cdc, router, ak).SetBankKeeper(bank)
	banktypes.RegisterMsgServer(router, bankkeeper.NewMsgServerImpl(bank))
	authz.RegisterMsgServer(router, keeper)

	authGenesis := authtypes.NewGenesisState(authtypes.DefaultParams(), authtypes.GenesisAccounts{
		authtypes.NewBaseAccount(alice, nil, 0, 0), authtypes.NewBaseAccount(bob, nil, 1, 0),
	})
	bankGenesis := banktypes.NewGenesisState(banktypes.DefaultParams(), []banktypes.Balance{
		{Address: alice.String(), Coins: coins("1000000ulaz,1000ustake")},
		{Address: bob.String(), Coins: coins("1000ulaz")},
		{Address: dora.String(), Coins: coins("1000ulaz")},
	}, sdk.Coins{}, nil, nil)
	out.Genesis = map[string]json.RawMessage{"auth": cdc.MustMarshalJSON(authGenesis), "bank": cdc.MustMarshalJSON(bankGenesis)}
	ak.InitGenesis(ctx, *authGenesis)
	bank.InitGenesis(ctx, bankGenesis)
	return chain{cdc, ctx, keys[authzkeeper.StoreKey], keeper, router}
}

func (c chain) run(a attempt) step {
	branch, write := c.ctx.WithBlockTime(at(a.after)).WithEventManager(sdk.NewEventManager()).CacheContext()
	s := step{After: int64(a.after), Events: []event{}}
	if a.message == nil {
		check(c.keeper.DequeueAndDeleteExpiredGrants(branch))
		write()
		return s
	}
	s.TypeURL = sdk.MsgTypeURL(a.message)
	s.Message = c.cdc.MustMarshalJSON(a.message)
	s.Bytes, s.Amino = signed(c.cdc, s.TypeURL, a.message)
	result, err := c.router.Handler(a.message)(branch, a.message)
	if err != nil {
		s.Codespace, s.Code, s.Log = errorsmod.ABCIInfo(err, false)
		return s
	}
	write()
	s.Answer, s.Events = hex.EncodeToString(result.Data), eventsOf(result.Events)
	return s
}

func (c chain) pages() []page {
	var list []page
	const service = "/cosmos.authz.v1beta1.Query/"
	add := func(method string, request, response codec.ProtoMarshaler, err error) {
		p := page{Path: service + method, Request: hex.EncodeToString(must(request.Marshal()))}
		if err != nil {
			p.Error = err.Error()
		} else {
			p.Response = hex.EncodeToString(must(response.Marshal()))
			p.JSON = c.cdc.MustMarshalJSON(response)
		}
		list = append(list, p)
	}
	requests := []*query.PageRequest{nil, {Limit: 1}, {Limit: 2, Reverse: true}, {Limit: 1, CountTotal: true}, {Offset: 1, Limit: 2}}
	for _, parties := range [][2]sdk.AccAddress{{alice, bob}, {alice, eve}, {bob, carol}} {
		granter, grantee := parties[0].String(), parties[1].String()
		for _, typeURL := range []string{sendType, "/cosmos.authz.v1beta1.MsgGrant", "no type"} {
			request := &authz.QueryGrantsRequest{Granter: granter, Grantee: grantee, MsgTypeUrl: typeURL}
			response, err := c.keeper.Grants(c.ctx, request)
			add("Grants", request, response, err)
		}
		for _, pagination := range requests {
			one := &authz.QueryGrantsRequest{Granter: granter, Grantee: grantee, Pagination: pagination}
			response, err := c.keeper.Grants(c.ctx, one)
			add("Grants", one, response, err)
			two := &authz.QueryGranterGrantsRequest{Granter: granter, Pagination: pagination}
			granted, err := c.keeper.GranterGrants(c.ctx, two)
			add("GranterGrants", two, granted, err)
			three := &authz.QueryGranteeGrantsRequest{Grantee: grantee, Pagination: pagination}
			received, err := c.keeper.GranteeGrants(c.ctx, three)
			add("GranteeGrants", three, received, err)
		}
	}
	return list
}

func (c chain) genesis() genesis {
	state := c.keeper.ExportGenesis(c.ctx)
	expired, last := state.Authorization[0], state.Authorization[0]
	expired.Expiration, expired.Granter = expiry(-1), eve.String()
	last.Expiration, last.Granter = expiry(1), eve.String()
	state.Authorization = append(state.Authorization, expired, last)
	given := c.cdc.MustMarshalJSON(state)
	var entries []string
	store := c.ctx.KVStore(c.store)
	for _, entry := range dump(store) {
		entries = append(entries, entry[0])
	}
	for _, key := range entries {
		store.Delete(must(hex.DecodeString(key)))
	}
	c.keeper.InitGenesis(c.ctx.WithBlockTime(at(0)), state)
	return genesis{given, dump(store), c.cdc.MustMarshalJSON(c.keeper.ExportGenesis(c.ctx))}
}

func main() {
	config := sdk.GetConfig()
	config.SetBech32PrefixForAccount(prefix, prefix+"pub")
	registry := codectestutil.CodecOptions{AccAddressPrefix: prefix, ValAddressPrefix: prefix + "valoper"}.NewInterfaceRegistry()
	cryptocodec.RegisterInterfaces(registry)
	authtypes.RegisterInterfaces(registry)
	banktypes.RegisterInterfaces(registry)
	authz.RegisterInterfaces(registry)

	out := vectors{Source: "cosmos-sdk v0.53.8 x/authz and x/bank; main.go"}
	c := newChain(registry, &out)
	last := [][2]string{}
	for _, steps := range [][]attempt{sendSteps(), nestedSteps(), refusedSteps()} {
		for _, a := range steps {
			s := c.run(a)
			if state := dump(c.ctx.KVStore(c.store)); !reflect.DeepEqual(state, last) {
				s.State, last = state, state
			}
			out.Steps = append(out.Steps, s)
		}
	}
	out.Pages = c.pages()
	out.Import = c.genesis()
	encoder := json.NewEncoder(os.Stdout)
	encoder.SetIndent("", "  ")
	check(encoder.Encode(out))
}
