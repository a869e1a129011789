package main

import (
	"bytes"

	signingv1beta1 "cosmossdk.io/api/cosmos/tx/signing/v1beta1"
	txv1beta1 "cosmossdk.io/api/cosmos/tx/v1beta1"
	txsigning "cosmossdk.io/x/tx/signing"
	"github.com/cosmos/gogoproto/proto"
	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/types/known/anypb"

	"github.com/cosmos/cosmos-sdk/codec"
	"github.com/cosmos/cosmos-sdk/codec/address"
	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	cryptocodec "github.com/cosmos/cosmos-sdk/crypto/codec"
	authtx "github.com/cosmos/cosmos-sdk/x/auth/tx"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"
)

type decodeCase struct {
	Name  string `json:"name"`
	Tx    string `json:"tx"`
	Error string `json:"error,omitempty"`
}

func raw(body, authInfo []byte, signatures ...[]byte) []byte {
	return marshal(&txv1beta1.TxRaw{BodyBytes: body, AuthInfoBytes: authInfo, Signatures: signatures})
}

func bytesField(number protowire.Number, value []byte) []byte {
	return protowire.AppendBytes(protowire.AppendTag(nil, number, protowire.BytesType), value)
}

func varintField(number protowire.Number, value uint64) []byte {
	return protowire.AppendVarint(protowire.AppendTag(nil, number, protowire.VarintType), value)
}

func join(parts ...[]byte) []byte { return bytes.Join(parts, nil) }

func decodeCases() []decodeCase {
	registry := must(codectypes.NewInterfaceRegistryWithOptions(codectypes.InterfaceRegistryOptions{
		ProtoFiles: proto.HybridResolver,
		SigningOptions: txsigning.Options{
			AddressCodec: address.NewBech32Codec("lazuli"), ValidatorAddressCodec: address.NewBech32Codec("lazulivaloper"),
		},
	}))
	cryptocodec.RegisterInterfaces(registry)
	banktypes.RegisterInterfaces(registry)
	decoder := authtx.DefaultTxDecoder(codec.NewProtoCodec(registry))

	var cases []decodeCase
	add := func(name string, tx []byte) {
		_, err := decoder(tx)
		cases = append(cases, decodeCase{name, toHex(tx), text(err)})
	}
	message := send(coins("5", "ulaz"))
	body := marshal(&txv1beta1.TxBody{Messages: []*anypb.Any{message}, Memo: "memo"})
	info := &txv1beta1.SignerInfo{
		PublicKey: simpleKeys[0].any,
		ModeInfo: &txv1beta1.ModeInfo{Sum: &txv1beta1.ModeInfo_Single_{Single: &txv1beta1.ModeInfo_Single{
			Mode: signingv1beta1.SignMode_SIGN_MODE_DIRECT}}},
		Sequence: 300,
	}
	fee := &txv1beta1.Fee{Amount: coins("500", "ulaz"), GasLimit: 200000}
	auth := marshal(&txv1beta1.AuthInfo{SignerInfos: []*txv1beta1.SignerInfo{info}, Fee: fee})
	signature := bytes.Repeat([]byte{1}, 64)
	withBody := func(parts ...[]byte) []byte { return raw(join(parts...), auth, signature) }
	withAuth := func(parts ...[]byte) []byte { return raw(body, join(parts...), signature) }
	withMessage := func(value []byte) []byte {
		return raw(marshal(&txv1beta1.TxBody{Messages: []*anypb.Any{{TypeUrl: message.TypeUrl, Value: value}}}), auth, signature)
	}

	add("canonical", raw(body, auth, signature))
	add("ADR-027 TxRaw: fields out of order", join(bytesField(2, auth), bytesField(1, body), bytesField(3, signature)))
	add("ADR-027 TxRaw: a field twice", join(bytesField(1, body), bytesField(1, body), bytesField(2, auth), bytesField(3, signature)))
	add("ADR-027 TxRaw: a length that is not as short as possible", longLength(1, body, bytesField(2, auth), bytesField(3, signature)))
	add("ADR-027 TxRaw: a tag that is not as short as possible", join([]byte{0x8a, 0x00}, protowire.AppendBytes(nil, body), bytesField(2, auth), bytesField(3, signature)))
	add("ADR-027 TxRaw: another wire type", join(bytesField(1, body), bytesField(2, auth), varintField(3, 1)))
	add("ADR-027 TxRaw: bytes after the end", join(raw(body, auth, signature), []byte{0}))
	add("ADR-027 TxRaw: truncated", raw(body, auth, signature)[:100])
	add("ADR-020 TxRaw: an unknown field that is critical", join(raw(body, auth, signature), bytesField(4, nil)))
	add("ADR-020 TxRaw: an unknown field that is not critical", join(raw(body, auth, signature), bytesField(1024, nil)))

	add("ADR-020 TxBody: an unknown field that is critical", withBody(body, bytesField(31, []byte{1})))
	add("ADR-020 TxBody: an unknown field that is not critical", withBody(body, bytesField(1024, []byte{1})))
	add("ADR-020 TxBody: unknown fields that are not critical, of every wire type", withBody(body, varintField(1025, 300),
		protowire.AppendFixed32(protowire.AppendTag(nil, 1026, protowire.Fixed32Type), 7), protowire.AppendFixed64(protowire.AppendTag(nil, 1027, protowire.Fixed64Type), 7), bytesField(3072, nil)))
	add("ADR-020 TxBody: an unknown group", withBody(body, protowire.AppendTag(nil, 1024, protowire.StartGroupType), protowire.AppendTag(nil, 1024, protowire.EndGroupType)))
	add("ADR-020 message: an unknown field that is critical", withMessage(join(message.Value, bytesField(9, nil))))
	add("ADR-020 message: an unknown field that is not critical", withMessage(join(message.Value, varintField(1030, 1))))
	coin := join(bytesField(1, []byte("ulaz")), bytesField(2, []byte("5")))
	inside := func(extra []byte) []byte {
		return withMessage(join(bytesField(1, []byte(alice)), bytesField(2, []byte("to")), bytesField(3, join(coin, extra))))
	}
	add("ADR-020 inside a message: an unknown field that is critical", inside(varintField(3, 1)))
	add("ADR-020 inside a message: an unknown field that is not critical", inside(varintField(1024, 1)))
	add("ADR-020 AuthInfo: an unknown field that is critical", withAuth(auth, bytesField(31, nil)))
	add("ADR-020 AuthInfo: an unknown field that is not critical", withAuth(auth, bytesField(1024, nil)))
	signer := marshal(info)
	add("ADR-020 SignerInfo: an unknown field that is not critical", withAuth(bytesField(1, join(signer, bytesField(1024, nil))), bytesField(2, marshal(fee))))
	key := join(bytesField(1, []byte(simpleKeys[0].any.TypeUrl)), bytesField(2, join(simpleKeys[0].any.Value, bytesField(1024, nil))))
	add("ADR-020 public key: an unknown field that is not critical", withAuth(bytesField(1, join(bytesField(1, key), bytesField(2, marshal(info.ModeInfo)), varintField(3, 300))), bytesField(2, marshal(fee))))

	memo := bytesField(2, []byte("memo"))
	messages := bytesField(1, marshal(message))
	add("ADR-076 TxBody: fields out of order", withBody(memo, messages))
	add("ADR-076 TxBody: a field twice", withBody(messages, memo, memo))
	add("ADR-076 TxBody: a default value", withBody(messages, memo, varintField(3, 0)))
	add("ADR-076 TxBody: a number that is not as short as possible", withBody(messages, memo, []byte{0x18, 0x81, 0x00}))
	add("ADR-076 TxBody: out of order, with an unknown field that is not critical", withBody(memo, messages, bytesField(1024, nil)))
	add("ADR-076 TxBody: a field twice, with an unknown field that is not critical", withBody(messages, memo, memo, bytesField(1024, nil)))
	add("ADR-076 message: fields out of order", withMessage(join(bytesField(2, []byte("to")), bytesField(1, []byte(alice)), bytesField(3, coin))))
	add("ADR-076 message: a default value", withMessage(join(bytesField(1, []byte(alice)), bytesField(2, nil), bytesField(3, coin))))
	add("ADR-076 AuthInfo: a sequence that is not as short as possible", withAuth(bytesField(1, join(bytesField(1, marshal(info.PublicKey)), bytesField(2, marshal(info.ModeInfo)), []byte{0x18, 0xac, 0x82, 0x00})), bytesField(2, marshal(fee))))
	add("ADR-076 AuthInfo: fields out of order", withAuth(bytesField(2, marshal(fee)), bytesField(1, signer)))
	add("text that is not UTF-8", withBody(messages, bytesField(2, []byte{0xff})))
	add("a message type that nobody routes", raw(marshal(&txv1beta1.TxBody{Messages: []*anypb.Any{{TypeUrl: "/cosmos.bank.v1beta1.MsgNothing"}}}), auth, signature))
	return cases
}

func longLength(number protowire.Number, value []byte, rest ...[]byte) []byte {
	length := protowire.AppendVarint(nil, uint64(len(value)))
	length[len(length)-1] |= 0x80
	return join(protowire.AppendTag(nil, number, protowire.BytesType), length, []byte{0}, value, join(rest...))
}
