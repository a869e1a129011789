package main

import (
	"crypto/sha512"
	"encoding/hex"
	"fmt"
	"math/big"

	"filippo.io/edwards25519"

	"github.com/cosmos/cosmos-sdk/crypto/keys/ed25519"
)

type ed25519Case struct {
	Name      string `json:"name"`
	PublicKey string `json:"public_key"`
	Message   string `json:"message"`
	Signature string `json:"signature"`
	Valid     bool   `json:"valid"`
}

// Every encoding of a point whose order divides 8, the canonical ones first.
var smallOrder = []string{
	"0100000000000000000000000000000000000000000000000000000000000000",
	"c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
	"0000000000000000000000000000000000000000000000000000000000000080",
	"26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
	"ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
	"26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
	"0000000000000000000000000000000000000000000000000000000000000000",
	"c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
	"0100000000000000000000000000000000000000000000000000000000000080",
	"ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
	"eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
	"eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
	"edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
	"edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
}

func scalar(label string, n uint64) *edwards25519.Scalar {
	wide := sha512.Sum512(pseudo(label, n))
	return must(new(edwards25519.Scalar).SetUniformBytes(wide[:]))
}

func ed25519Cases() []ed25519Case {
	var cases []ed25519Case
	add := func(name string, key, message, signature []byte) {
		public := &ed25519.PubKey{Key: key}
		cases = append(cases, ed25519Case{name, toHex(key), toHex(message), toHex(signature), public.VerifySignature(message, signature)})
	}
	zcash := []byte("Zcash")
	for i, key := range smallOrder {
		for j, r := range smallOrder {
			add(fmt.Sprintf("small order: key %d, R %d", i, j), must(hex.DecodeString(key)), zcash, append(must(hex.DecodeString(r)), make([]byte, 32)...))
		}
	}
	torsion := must(new(edwards25519.Point).SetBytes(must(hex.DecodeString(smallOrder[1]))))
	for n := uint64(0); n < 24; n++ {
		message := pseudo("message", n)[:n]
		secret, nonce := scalar("secret", n), scalar("nonce", n)
		public := new(edwards25519.Point).ScalarBaseMult(secret)
		r := new(edwards25519.Point).ScalarBaseMult(nonce)
		name := "honest"
		if n%4 == 1 || n%4 == 3 {
			public.Add(public, torsion)
			name = "key with torsion"
		}
		if n%4 == 2 || n%4 == 3 {
			r.Add(r, torsion)
			name += ", R with torsion"
		}
		hash := sha512.New()
		hash.Write(r.Bytes())
		hash.Write(public.Bytes())
		hash.Write(message)
		k := must(new(edwards25519.Scalar).SetUniformBytes(hash.Sum(nil)))
		s := new(edwards25519.Scalar).MultiplyAdd(k, secret, nonce)
		signature := append(r.Bytes(), s.Bytes()...)
		add(fmt.Sprintf("%s, %d", name, n), public.Bytes(), message, signature)
		add(fmt.Sprintf("s plus the order, %d", n), public.Bytes(), message, append(r.Bytes(), plusOrder(s.Bytes())...))
		add(fmt.Sprintf("another message, %d", n), public.Bytes(), append(message, 1), signature)
		flipped := append([]byte{}, signature...)
		flipped[n] ^= 1
		add(fmt.Sprintf("another R, %d", n), public.Bytes(), message, flipped)
		add(fmt.Sprintf("a key that is no point or another, %d", n), pseudo("key", n), message, signature)
	}
	secret := ed25519.GenPrivKeyFromSecret([]byte("lazuli"))
	add("made by the SDK", secret.PubKey().Bytes(), zcash, must(secret.Sign(zcash)))
	add("63 bytes", secret.PubKey().Bytes(), zcash, must(secret.Sign(zcash))[:63])
	add("65 bytes", secret.PubKey().Bytes(), zcash, append(must(secret.Sign(zcash)), 0))
	return cases
}

func plusOrder(s []byte) []byte {
	order, _ := new(big.Int).SetString("7237005577332262213973186563042994240857116359379907606001950938285454250989", 10)
	sum := new(big.Int).Add(new(big.Int).SetBytes(reverse(s)), order)
	return reverse(sum.FillBytes(make([]byte, 32)))
}

func reverse(bytes []byte) []byte {
	out := make([]byte, len(bytes))
	for i, b := range bytes {
		out[len(bytes)-1-i] = b
	}
	return out
}
