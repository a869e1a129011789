// Private keys as the Cosmos SDK exports them. Without arguments it prints vectors.json; with a password as argument it
// opens the text on standard input and prints the private key in hexadecimal.
package main

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"os"

	cmtcrypto "github.com/cometbft/cometbft/crypto"
	"github.com/cosmos/cosmos-sdk/codec/legacy"
	"github.com/cosmos/cosmos-sdk/crypto"
	"github.com/cosmos/cosmos-sdk/crypto/keys/bcrypt"
	"github.com/cosmos/cosmos-sdk/crypto/keys/secp256k1"
	"github.com/cosmos/cosmos-sdk/crypto/xsalsa20symmetric"
)

type exported struct {
	Name     string `json:"name"`
	Password string `json:"password"`
	Armor    string `json:"armor"`
	Key      string `json:"key"`
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// As versions of the SDK before 0.50 export.
func exportOld(key *secp256k1.PrivKey, password string, salt []byte) string {
	hash, err := bcrypt.GenerateFromPassword(salt, []byte(password), crypto.BcryptSecurityParameter)
	check(err)
	bz := xsalsa20symmetric.EncryptSymmetric(legacy.Cdc.MustMarshal(key), cmtcrypto.Sha256(hash))
	headers := map[string]string{"kdf": "bcrypt", "salt": fmt.Sprintf("%X", salt), "type": "secp256k1"}
	return crypto.EncodeArmor("TENDERMINT PRIVATE KEY", headers, bz)
}

func main() {
	if len(os.Args) > 1 {
		text, err := io.ReadAll(os.Stdin)
		check(err)
		key, algorithm, err := crypto.UnarmorDecryptPrivKey(string(text), os.Args[1])
		check(err)
		fmt.Println(algorithm, hex.EncodeToString(key.Bytes()))
		return
	}
	vectors := []exported{}
	for i, password := range []string{"correct horse", "pässwörd", "a password that is longer than the seventy-two bytes that bcrypt looks at"} {
		key := &secp256k1.PrivKey{Key: bytes.Repeat([]byte{byte(i + 1)}, 32)}
		hexKey := hex.EncodeToString(key.Key)
		salt := bytes.Repeat([]byte{byte(0xf0 + i)}, 16)
		vectors = append(vectors,
			exported{"argon2", password, crypto.EncryptArmorPrivKey(key, password, "secp256k1"), hexKey},
			exported{"argon2 without a type", password, crypto.EncryptArmorPrivKey(key, password, ""), hexKey},
			exported{"bcrypt", password, exportOld(key, password, salt), hexKey},
		)
	}
	encoder := json.NewEncoder(os.Stdout)
	encoder.SetIndent("", "  ")
	check(encoder.Encode(vectors))
}
