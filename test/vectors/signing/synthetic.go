package main

import (
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/types/descriptorpb"
	_ "google.golang.org/protobuf/types/known/durationpb"

	_ "cosmossdk.io/api/amino"
	_ "cosmossdk.io/api/cosmos/crypto/ed25519"
	_ "cosmossdk.io/api/cosmos/crypto/multisig"
	_ "cosmossdk.io/api/cosmos/crypto/secp256k1"
	_ "cosmossdk.io/api/cosmos/msg/v1"
	_ "github.com/cosmos/cosmos-proto"
)

func parseSynthetic() (*descriptorpb.FileDescriptorProto, error) {
	file := new(descriptorpb.FileDescriptorProto)
	return file, protojson.Unmarshal([]byte(synthetic), file)
}
