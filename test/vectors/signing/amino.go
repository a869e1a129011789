package main

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	bankv1beta1 "cosmossdk.io/api/cosmos/bank/v1beta1"
	basev1beta1 "cosmossdk.io/api/cosmos/base/v1beta1"
	txv1beta1 "cosmossdk.io/api/cosmos/tx/v1beta1"
	txsigning "cosmossdk.io/x/tx/signing"
	"cosmossdk.io/x/tx/signing/aminojson"
	"cosmossdk.io/x/tx/signing/directaux"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protodesc"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/reflect/protoregistry"
	"google.golang.org/protobuf/types/dynamicpb"
	"google.golang.org/protobuf/types/known/anypb"
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/cosmos/cosmos-sdk/codec/address"
)

const (
	alice = "lazuli1qyqszqgpqyqszqgpqyqszqgpqyqszqgprgrtc8"
	chain = "lazuli-test-1"
)

type aminoCase struct {
	Name          string `json:"name"`
	Body          string `json:"body"`
	AuthInfo      string `json:"auth_info"`
	ChainID       string `json:"chain_id"`
	AccountNumber uint64 `json:"account_number,string"`
	Sequence      uint64 `json:"sequence,string"`
	SignBytes     string `json:"sign_bytes,omitempty"`
	Error         string `json:"error,omitempty"`
}

type auxCase struct {
	Name          string `json:"name"`
	Body          string `json:"body"`
	AuthInfo      string `json:"auth_info"`
	PublicKey     string `json:"public_key"`
	Address       string `json:"address"`
	AccountNumber uint64 `json:"account_number,string"`
	Sequence      uint64 `json:"sequence,string"`
	SignBytes     string `json:"sign_bytes,omitempty"`
	Error         string `json:"error,omitempty"`
}

// files finds the synthetic messages and all that are linked in.
type files struct{ own *protoregistry.Files }

func (f files) FindFileByPath(path string) (protoreflect.FileDescriptor, error) {
	if found, err := f.own.FindFileByPath(path); err == nil {
		return found, nil
	}
	return protoregistry.GlobalFiles.FindFileByPath(path)
}

func (f files) FindDescriptorByName(name protoreflect.FullName) (protoreflect.Descriptor, error) {
	if found, err := f.own.FindDescriptorByName(name); err == nil {
		return found, nil
	}
	return protoregistry.GlobalFiles.FindDescriptorByName(name)
}

func (f files) RangeFiles(visit func(protoreflect.FileDescriptor) bool) {
	protoregistry.GlobalFiles.RangeFiles(visit)
}

// What is written about the synthetic messages: one field of each kind and annotation.
const synthetic = `{
 "name": "lazuli/test/v1/synthetic.proto", "package": "lazuli.test.v1", "syntax": "proto3",
 "dependency": ["amino/amino.proto", "cosmos_proto/cosmos.proto", "google/protobuf/any.proto",
  "google/protobuf/timestamp.proto", "google/protobuf/duration.proto", "cosmos/base/v1beta1/coin.proto"],
 "enumType": [{"name": "Colour", "value": [{"name": "COLOUR_UNSPECIFIED", "number": 0}, {"name": "COLOUR_BLUE", "number": 7}, {"name": "COLOUR_RED", "number": -2}]}],
 "messageType": [
  {"name": "Inner", "field": [
    {"name": "text", "number": 1, "label": "LABEL_OPTIONAL", "type": "TYPE_STRING"},
    {"name": "count", "number": 2, "label": "LABEL_OPTIONAL", "type": "TYPE_UINT64"}]},
  {"name": "Everything", "options": {"[amino.name]": "lazuli/test/Everything"},
   "oneofDecl": [{"name": "the_choice"}],
   "field": [
    {"name": "z_text", "number": 1, "label": "LABEL_OPTIONAL", "type": "TYPE_STRING"},
    {"name": "a_bytes", "number": 2, "label": "LABEL_OPTIONAL", "type": "TYPE_BYTES"},
    {"name": "small", "number": 3, "label": "LABEL_OPTIONAL", "type": "TYPE_INT32"},
    {"name": "small_unsigned", "number": 4, "label": "LABEL_OPTIONAL", "type": "TYPE_UINT32"},
    {"name": "large", "number": 5, "label": "LABEL_OPTIONAL", "type": "TYPE_INT64"},
    {"name": "large_unsigned", "number": 6, "label": "LABEL_OPTIONAL", "type": "TYPE_UINT64"},
    {"name": "zigzag", "number": 7, "label": "LABEL_OPTIONAL", "type": "TYPE_SINT64"},
    {"name": "fixed", "number": 8, "label": "LABEL_OPTIONAL", "type": "TYPE_FIXED64"},
    {"name": "fixed_signed", "number": 9, "label": "LABEL_OPTIONAL", "type": "TYPE_SFIXED32"},
    {"name": "truth", "number": 10, "label": "LABEL_OPTIONAL", "type": "TYPE_BOOL"},
    {"name": "colour", "number": 11, "label": "LABEL_OPTIONAL", "type": "TYPE_ENUM", "typeName": ".lazuli.test.v1.Colour"},
    {"name": "inner", "number": 12, "label": "LABEL_OPTIONAL", "type": "TYPE_MESSAGE", "typeName": ".lazuli.test.v1.Inner"},
    {"name": "inners", "number": 13, "label": "LABEL_REPEATED", "type": "TYPE_MESSAGE", "typeName": ".lazuli.test.v1.Inner"},
    {"name": "numbers", "number": 14, "label": "LABEL_REPEATED", "type": "TYPE_INT64"},
    {"name": "texts", "number": 15, "label": "LABEL_REPEATED", "type": "TYPE_STRING"},
    {"name": "any", "number": 16, "label": "LABEL_OPTIONAL", "type": "TYPE_MESSAGE", "typeName": ".google.protobuf.Any"},
    {"name": "at", "number": 17, "label": "LABEL_OPTIONAL", "type": "TYPE_MESSAGE", "typeName": ".google.protobuf.Timestamp"},
    {"name": "lasts", "number": 18, "label": "LABEL_OPTIONAL", "type": "TYPE_MESSAGE", "typeName": ".google.protobuf.Duration"},
    {"name": "renamed", "number": 19, "label": "LABEL_OPTIONAL", "type": "TYPE_STRING", "options": {"[amino.field_name]": "other_name"}},
    {"name": "amount", "number": 20, "label": "LABEL_OPTIONAL", "type": "TYPE_STRING", "options": {"[cosmos_proto.scalar]": "cosmos.Int"}},
    {"name": "choice_text", "number": 21, "label": "LABEL_OPTIONAL", "type": "TYPE_STRING", "oneofIndex": 0, "options": {"[amino.oneof_name]": "lazuli/test/ChoiceText"}},
    {"name": "choice_inner", "number": 22, "label": "LABEL_OPTIONAL", "type": "TYPE_MESSAGE", "typeName": ".lazuli.test.v1.Inner", "oneofIndex": 0, "options": {"[amino.oneof_name]": "lazuli/test/ChoiceInner"}},
    {"name": "coins", "number": 23, "label": "LABEL_REPEATED", "type": "TYPE_MESSAGE", "typeName": ".cosmos.base.v1beta1.Coin", "options": {"[amino.encoding]": "legacy_coins"}}]},
  {"name": "Kept", "options": {"[amino.name]": "lazuli/test/Kept"}, "field": [
    {"name": "text", "number": 1, "label": "LABEL_OPTIONAL", "type": "TYPE_STRING", "options": {"[amino.dont_omitempty]": true}},
    {"name": "bytes", "number": 2, "label": "LABEL_OPTIONAL", "type": "TYPE_BYTES", "options": {"[amino.dont_omitempty]": true}},
    {"name": "small", "number": 3, "label": "LABEL_OPTIONAL", "type": "TYPE_INT32", "options": {"[amino.dont_omitempty]": true}},
    {"name": "large", "number": 4, "label": "LABEL_OPTIONAL", "type": "TYPE_UINT64", "options": {"[amino.dont_omitempty]": true}},
    {"name": "truth", "number": 5, "label": "LABEL_OPTIONAL", "type": "TYPE_BOOL", "options": {"[amino.dont_omitempty]": true}},
    {"name": "colour", "number": 6, "label": "LABEL_OPTIONAL", "type": "TYPE_ENUM", "typeName": ".lazuli.test.v1.Colour", "options": {"[amino.dont_omitempty]": true}},
    {"name": "texts", "number": 7, "label": "LABEL_REPEATED", "type": "TYPE_STRING", "options": {"[amino.dont_omitempty]": true}},
    {"name": "coins", "number": 8, "label": "LABEL_REPEATED", "type": "TYPE_MESSAGE", "typeName": ".cosmos.base.v1beta1.Coin", "options": {"[amino.dont_omitempty]": true, "[amino.encoding]": "legacy_coins"}},
    {"name": "amount", "number": 9, "label": "LABEL_OPTIONAL", "type": "TYPE_STRING", "options": {"[amino.dont_omitempty]": true, "[cosmos_proto.scalar]": "cosmos.Int"}}]},
  {"name": "KeptInner", "options": {"[amino.name]": "lazuli/test/KeptInner"}, "field": [
    {"name": "inner", "number": 1, "label": "LABEL_OPTIONAL", "type": "TYPE_MESSAGE", "typeName": ".lazuli.test.v1.Inner", "options": {"[amino.dont_omitempty]": true}}]},
  {"name": "NamelessChoice", "options": {"[amino.name]": "lazuli/test/NamelessChoice"}, "oneofDecl": [{"name": "sum"}], "field": [
    {"name": "text", "number": 1, "label": "LABEL_OPTIONAL", "type": "TYPE_STRING", "oneofIndex": 0},
    {"name": "other", "number": 2, "label": "LABEL_OPTIONAL", "type": "TYPE_STRING"}]},
  {"name": "Floating", "options": {"[amino.name]": "lazuli/test/Floating"}, "field": [
    {"name": "number", "number": 1, "label": "LABEL_OPTIONAL", "type": "TYPE_DOUBLE"}]},
  {"name": "Nameless", "options": {"[cosmos.msg.v1.signer]": ["signer"]}, "field": [
    {"name": "signer", "number": 1, "label": "LABEL_OPTIONAL", "type": "TYPE_STRING"}]}
 ]}`

var syntheticFiles = func() files {
	var file = must(parseSynthetic())
	own := new(protoregistry.Files)
	check(own.RegisterFile(must(protodesc.NewFile(file, protoregistry.GlobalFiles))))
	return files{own}
}()

func syntheticJSON() json.RawMessage { return json.RawMessage(synthetic) }

// message makes a synthetic message from its JSON form.
func message(name, text string) *anypb.Any {
	descriptor := must(syntheticFiles.FindDescriptorByName(protoreflect.FullName("lazuli.test.v1." + name)))
	made := dynamicpb.NewMessage(descriptor.(protoreflect.MessageDescriptor))
	resolver := dynamicpb.NewTypes(syntheticFiles.own)
	check(protojson.UnmarshalOptions{Resolver: anyResolver{resolver}}.Unmarshal([]byte(text), made))
	return &anypb.Any{TypeUrl: "/lazuli.test.v1." + name, Value: marshal(made)}
}

// anyResolver finds the contents of an Any in the synthetic file, and else in what is linked in.
type anyResolver struct{ *dynamicpb.Types }

func (r anyResolver) FindMessageByURL(url string) (protoreflect.MessageType, error) {
	if found, err := r.Types.FindMessageByURL(url); err == nil {
		return found, nil
	}
	return protoregistry.GlobalTypes.FindMessageByURL(url)
}

func marshal(m proto.Message) []byte {
	return must(proto.MarshalOptions{Deterministic: true}.Marshal(m))
}

func pack(m proto.Message) *anypb.Any {
	return &anypb.Any{TypeUrl: "/" + string(m.ProtoReflect().Descriptor().FullName()), Value: marshal(m)}
}

func coins(pairs ...string) []*basev1beta1.Coin {
	var list []*basev1beta1.Coin
	for i := 0; i < len(pairs); i += 2 {
		list = append(list, &basev1beta1.Coin{Amount: pairs[i], Denom: pairs[i+1]})
	}
	return list
}

func send(amount []*basev1beta1.Coin) *anypb.Any {
	return pack(&bankv1beta1.MsgSend{FromAddress: alice, ToAddress: "lazuli1<to>&", Amount: amount})
}

func aminoCases() []aminoCase {
	handler := aminojson.NewSignModeHandler(aminojson.SignModeHandlerOptions{
		FileResolver: syntheticFiles, TypeResolver: protoregistry.GlobalTypes,
	})
	fee := func() *txv1beta1.Fee { return &txv1beta1.Fee{Amount: coins("500", "ulaz"), GasLimit: 200000} }
	one := func(m *anypb.Any) *txv1beta1.TxBody { return &txv1beta1.TxBody{Messages: []*anypb.Any{m}} }
	var cases []aminoCase
	add := func(name string, body *txv1beta1.TxBody, fee *txv1beta1.Fee) {
		authInfo := &txv1beta1.AuthInfo{Fee: fee}
		c := aminoCase{Name: name, Body: toHex(marshal(body)), AuthInfo: toHex(marshal(authInfo)),
			ChainID: chain, AccountNumber: 18446744073709551615, Sequence: 7}
		bytes, err := handler.GetSignBytes(context.Background(),
			txsigning.SignerData{Address: alice, ChainID: c.ChainID, AccountNumber: c.AccountNumber, Sequence: c.Sequence},
			txsigning.TxData{Body: body, AuthInfo: authInfo, BodyBytes: marshal(body), AuthInfoBytes: marshal(authInfo)})
		c.SignBytes, c.Error = string(bytes), text(err)
		cases = append(cases, c)
	}
	add("MsgSend", one(send(coins("5", "ulaz", "7", "uother"))), fee())
	add("MsgSend without coins", one(send(nil)), fee())
	add("an amount of zero characters, and one with a leading zero", one(send(coins("", "ulaz", "007", "x"))), fee())
	add("MsgMultiSend", one(pack(&bankv1beta1.MsgMultiSend{
		Inputs:  []*bankv1beta1.Input{{Address: alice, Coins: coins("3", "ulaz")}},
		Outputs: []*bankv1beta1.Output{{Address: alice}, {Address: "b", Coins: coins("3", "ulaz")}},
	})), fee())
	add("an empty MsgMultiSend", one(pack(&bankv1beta1.MsgMultiSend{})), fee())
	add("MsgUpdateParams", one(pack(&bankv1beta1.MsgUpdateParams{Authority: alice, Params: &bankv1beta1.Params{DefaultSendEnabled: true}})), fee())
	add("MsgUpdateParams without parameters", one(pack(&bankv1beta1.MsgUpdateParams{Authority: alice})), fee())
	add("MsgSetSendEnabled", one(pack(&bankv1beta1.MsgSetSendEnabled{Authority: alice,
		SendEnabled: []*bankv1beta1.SendEnabled{{Denom: "a", Enabled: true}, {Denom: "b"}}, UseDefaultFor: []string{"c", ""}})), fee())
	add("two messages", &txv1beta1.TxBody{Messages: []*anypb.Any{send(nil), send(coins("1", "a"))}}, fee())
	add("no message", &txv1beta1.TxBody{}, fee())
	add("no fee in coins", one(send(nil)), &txv1beta1.Fee{})
	add("payer and granter", one(send(nil)), &txv1beta1.Fee{Payer: "<payer>", Granter: "granter"})
	memo := one(send(nil))
	memo.Memo = "<a href=\"x\">&\u2028\u2029\b\f\n\r\t\x01\x1f\x7f\\/ ä 🦀 \u0085\ufffd\U0010ffff"
	add("a memo with everything that is escaped", memo, fee())
	timeouts := one(send(nil))
	timeouts.TimeoutHeight, timeouts.Unordered = 99, true
	timeouts.TimeoutTimestamp = &timestamppb.Timestamp{Seconds: 1700000000, Nanos: 120000000}
	add("timeouts and unordered", timeouts, fee())
	for _, seconds := range []int64{-62135596800, -1, 0, 1, 951782399, 951782400, 4107542399, 253402300799} {
		body := one(send(nil))
		body.TimeoutTimestamp = &timestamppb.Timestamp{Seconds: seconds}
		add(fmt.Sprintf("a timeout at second %d", seconds), body, fee())
	}
	extension := one(send(nil))
	extension.ExtensionOptions = []*anypb.Any{send(nil)}
	add("an extension option", extension, fee())
	optional := one(send(nil))
	optional.NonCriticalExtensionOptions = []*anypb.Any{send(nil)}
	add("a non-critical extension option", optional, fee())
	add("no fee at all", one(send(nil)), nil)

	every := func(text string) { add("Everything "+text, one(message("Everything", text)), fee()) }
	every(`{}`)
	every(`{"zText":"<ä>","aBytes":"AAECAw==","small":-5,"smallUnsigned":4294967295,"large":"-9223372036854775808","largeUnsigned":"18446744073709551615"}`)
	every(`{"zigzag":"-3","fixed":"18446744073709551615","fixedSigned":-7,"truth":true,"colour":"COLOUR_BLUE"}`)
	every(`{"colour":"COLOUR_RED","small":-2147483648,"zigzag":"-9223372036854775808"}`)
	every(`{"inner":{},"inners":[{},{"text":"x","count":"1"}],"numbers":["0","-1","2"],"texts":["","b"]}`)
	every(`{"any":{"@type":"/lazuli.test.v1.Everything","zText":"inside","any":{"@type":"/lazuli.test.v1.Inner","text":"deep"}}}`)
	every(`{"at":"2024-02-29T12:34:56.000000789Z","lasts":"3661.5s"}`)
	every(`{"at":"1969-12-31T23:59:59.999Z","lasts":"-1.000000001s"}`)
	every(`{"at":"1970-01-01T00:00:00Z","lasts":"0s"}`)
	every(`{"renamed":"r","amount":"0012","coins":[{"denom":"a","amount":"1"}]}`)
	every(`{"choiceText":"chosen"}`)
	every(`{"choiceText":""}`)
	every(`{"choiceInner":{"count":"4"}}`)
	add("Kept, empty", one(message("Kept", `{}`)), fee())
	add("Kept, full", one(message("Kept", `{"text":"t","bytes":"/w==","small":1,"large":"2","truth":true,"colour":"COLOUR_BLUE","texts":["x"],"coins":[{"denom":"d","amount":"9"}],"amount":"4"}`)), fee())
	add("KeptInner, empty", one(message("KeptInner", `{}`)), fee())
	add("KeptInner, full", one(message("KeptInner", `{"inner":{}}`)), fee())
	add("NamelessChoice", one(message("NamelessChoice", `{"other":"x"}`)), fee())
	add("Floating", one(message("Floating", `{"number":1.5}`)), fee())
	add("Nameless", one(message("Nameless", `{"signer":"x"}`)), fee())
	add("keys in Any", one(message("Everything", `{"any":{"@type":"/cosmos.crypto.secp256k1.PubKey","key":"`+strings.Repeat("AAAA", 11)+`"}}`)), fee())
	add("a multisig key in Any", one(message("Everything", `{"any":{"@type":"/cosmos.crypto.multisig.LegacyAminoPubKey","threshold":1,"publicKeys":[{"@type":"/cosmos.crypto.ed25519.PubKey","key":"AQI="}]}}`)), fee())
	return cases
}

func auxCases() []auxCase {
	signers := must(txsigning.NewContext(txsigning.Options{
		AddressCodec: address.NewBech32Codec("lazuli"), ValidatorAddressCodec: address.NewBech32Codec("lazulivaloper"),
	}))
	handler := must(directaux.NewSignModeHandler(directaux.SignModeHandlerOptions{SignersContext: signers}))
	var cases []auxCase
	add := func(name, signer string, fee *txv1beta1.Fee) {
		body := &txv1beta1.TxBody{Messages: []*anypb.Any{send(coins("5", "ulaz"))}, Memo: "aux"}
		authInfo := &txv1beta1.AuthInfo{Fee: fee}
		key := simpleKeys[0].any
		c := auxCase{Name: name, Body: toHex(marshal(body)), AuthInfo: toHex(marshal(authInfo)), PublicKey: toHex(marshal(key)),
			Address: signer, AccountNumber: 3, Sequence: 0}
		bytes, err := handler.GetSignBytes(context.Background(),
			txsigning.SignerData{Address: signer, ChainID: chain, AccountNumber: c.AccountNumber, Sequence: c.Sequence, PubKey: key},
			txsigning.TxData{Body: body, AuthInfo: authInfo, BodyBytes: marshal(body), AuthInfoBytes: marshal(authInfo)})
		c.SignBytes, c.Error = toHex(bytes), text(err)
		cases = append(cases, c)
	}
	payer := must(signers.AddressCodec().BytesToString(make([]byte, 20)))
	add("a signer who does not pay", alice, &txv1beta1.Fee{Payer: payer, GasLimit: 1})
	add("the payer that is named", payer, &txv1beta1.Fee{Payer: payer})
	add("the first signer, who pays", alice, &txv1beta1.Fee{})
	return cases
}
