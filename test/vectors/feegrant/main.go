// Writes the SDK's own keys, values and amino JSON of fee allowances as JSON: go run . > vectors.json
package main

import (
	"encoding/hex"
	"encoding/json"
	"os"
	"time"

	feegrantapi "cosmossdk.io/api/cosmos/feegrant/v1beta1"
	"cosmossdk.io/x/feegrant"
	"cosmossdk.io/x/tx/signing/aminojson"
	sdk "github.com/cosmos/cosmos-sdk/types"
	"google.golang.org/protobuf/proto"
)

type grantVector struct {
	Name  string `json:"name"`
	Value string `json:"value"`
	Amino string `json:"amino"`
}

type vectors struct {
	GrantKey string        `json:"grant_key"`
	QueueKey string        `json:"queue_key"`
	Grants   []grantVector `json:"grants"`
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}

func record(name string, granter, grantee sdk.AccAddress, allowance feegrant.FeeAllowanceI) grantVector {
	grant, err := feegrant.NewGrant(granter, grantee, allowance)
	check(err)
	value, err := grant.Marshal()
	check(err)
	message, err := feegrant.NewMsgGrantAllowance(allowance, granter, grantee)
	check(err)
	bytes, err := message.Marshal()
	check(err)
	var dynamic feegrantapi.MsgGrantAllowance
	check(proto.Unmarshal(bytes, &dynamic))
	amino, err := aminojson.NewEncoder(aminojson.EncoderOptions{}).Marshal(&dynamic)
	check(err)
	return grantVector{name, hex.EncodeToString(value), string(amino)}
}

func main() {
	sdk.GetConfig().SetBech32PrefixForAccount("lazuli", "lazulipub")
	granter := make(sdk.AccAddress, 20)
	for i := range granter {
		granter[i] = byte(i + 1)
	}
	grantee := sdk.AccAddress{0xaa, 0xbb, 0xcc}
	expiration := time.Unix(1_900_000_000, 5_000).UTC()
	key := feegrant.FeeAllowanceKey(granter, grantee)
	coins := sdk.NewCoins(sdk.NewInt64Coin("ulaz", 700), sdk.NewInt64Coin("atom", 5))
	basic := feegrant.BasicAllowance{SpendLimit: coins, Expiration: &expiration}
	full := &feegrant.PeriodicAllowance{
		Basic:            basic,
		Period:           1500 * time.Millisecond,
		PeriodSpendLimit: coins,
		PeriodCanSpend:   coins,
		PeriodReset:      expiration,
	}
	allowed, err := feegrant.NewAllowedMsgAllowance(full, []string{"/cosmos.bank.v1beta1.MsgSend", "/a.B"})
	check(err)
	out := json.NewEncoder(os.Stdout)
	out.SetEscapeHTML(false)
	out.SetIndent("", "  ")
	check(out.Encode(vectors{
		GrantKey: hex.EncodeToString(key),
		QueueKey: hex.EncodeToString(feegrant.FeeAllowancePrefixQueue(&expiration, key[1:])),
		Grants: []grantVector{
			record("empty", granter, grantee, &feegrant.BasicAllowance{}),
			record("basic", granter, grantee, &basic),
			record("periodic", granter, grantee, &feegrant.PeriodicAllowance{
				Period:           90 * time.Second,
				PeriodSpendLimit: coins,
			}),
			record("full", granter, grantee, full),
			record("allowed", granter, grantee, allowed),
		},
	}))
}
