// Verifies the access tokens of an issuer for one API: keys by discovery, claims, and the status list, kept for its ttl.
// usage: go run verify.go ISSUER AUDIENCE     one token a line on stdin, one verdict a line on stdout
package main

import (
	"bufio"
	"bytes"
	"compress/zlib"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"math/big"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"
)

const leeway = 30

var issuer, audience = os.Args[1], os.Args[2]
var origin, path = split(issuer)

// A refusal is its code.
type refusal string

func (code refusal) Error() string { return string(code) }

type object = map[string]any

func now() float64 { return float64(time.Now().UnixMilli()) / 1000 }

func split(issuer string) (origin, path string) {
	place, err := url.Parse(issuer)
	if err != nil {
		panic(err)
	}
	return place.Scheme + "://" + place.Host, strings.TrimSuffix(place.Path, "/")
}

var client = http.Client{
	Timeout: 5 * time.Second,
	CheckRedirect: func(*http.Request, []*http.Request) error {
		return errors.New("no redirects")
	},
}

func get(from, accept string) ([]byte, error) {
	request, err := http.NewRequest("GET", from, nil)
	if err != nil {
		return nil, err
	}
	request.Header.Set("Accept", accept)
	answer, err := client.Do(request)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	if answer.StatusCode != 200 {
		return nil, fmt.Errorf("%s answered %d", from, answer.StatusCode)
	}
	return io.ReadAll(io.LimitReader(answer.Body, 2<<20))
}

// ---- the issuer's keys, by kid

var keys = map[string]*ecdsa.PublicKey{}
var keysReadAt float64

func readKeys() error {
	var metadata struct {
		Issuer string `json:"issuer"`
		Keys   string `json:"jwks_uri"`
	}
	body, err := get(origin+"/.well-known/oauth-authorization-server"+path, "application/json")
	if err == nil {
		err = json.Unmarshal(body, &metadata)
	}
	if err != nil {
		return err
	}
	if metadata.Issuer != issuer {
		return errors.New("the metadata is of another issuer")
	}
	var set struct {
		Keys []struct{ Alg, Kid, Crv, X, Y string } `json:"keys"`
	}
	body, err = get(metadata.Keys, "application/json")
	if err == nil {
		err = json.Unmarshal(body, &set)
	}
	if err != nil {
		return err
	}
	found := map[string]*ecdsa.PublicKey{}
	for _, key := range set.Keys {
		x, errX := decode(key.X)
		y, errY := decode(key.Y)
		if key.Alg != "ES256" || key.Crv != "P-256" || errX != nil || errY != nil {
			continue
		}
		point := ecdsa.PublicKey{
			Curve: elliptic.P256(), X: new(big.Int).SetBytes(x), Y: new(big.Int).SetBytes(y),
		}
		if point.Curve.IsOnCurve(point.X, point.Y) {
			found[key.Kid] = &point
		}
	}
	keys = found
	return nil
}

func keyOf(kid string) (*ecdsa.PublicKey, error) {
	age := now() - keysReadAt
	// A kid that is not known may be a new key: asked at most every 30 seconds, however many strange tokens come in.
	if age >= 600 || (keys[kid] == nil && age >= 30) {
		keysReadAt = now()
		if err := readKeys(); err != nil && len(keys) == 0 {
			keysReadAt = 0
		}
	}
	if len(keys) == 0 {
		return nil, refusal("keys_unavailable")
	}
	if keys[kid] == nil {
		return nil, refusal("key_unknown")
	}
	return keys[kid], nil
}

// ---- signatures

func decode(text string) ([]byte, error) {
	return base64.RawURLEncoding.Strict().DecodeString(text)
}

func parse(part string) (object, error) {
	bytes, err := decode(part)
	var value object
	if err != nil || strings.ContainsAny(part, "\r\n") || json.Unmarshal(bytes, &value) != nil || value == nil {
		return nil, refusal("token_malformed")
	}
	return value, nil
}

// The claims of a JWT whose signature holds, and its type.
func read(text string) (object, string, error) {
	parts := strings.Split(text, ".")
	if len(parts) != 3 {
		return nil, "", refusal("token_malformed")
	}
	header, err := parse(parts[0])
	if err != nil {
		return nil, "", err
	}
	signature, err := decode(parts[2])
	if _, isThere := header["crit"]; isThere || err != nil {
		return nil, "", refusal("token_malformed")
	}
	// The one algorithm that is wanted, whatever the token would like.
	if header["alg"] != "ES256" {
		return nil, "", refusal("alg_not_allowed")
	}
	kid, _ := header["kid"].(string)
	key, err := keyOf(kid)
	if err != nil {
		return nil, "", err
	}
	digest := sha256.Sum256([]byte(parts[0] + "." + parts[1]))
	if len(signature) != 64 ||
		!ecdsa.Verify(key, digest[:], new(big.Int).SetBytes(signature[:32]), new(big.Int).SetBytes(signature[32:])) {
		return nil, "", refusal("signature_invalid")
	}
	claims, err := parse(parts[1])
	kind, _ := header["typ"].(string)
	return claims, strings.TrimPrefix(strings.ToLower(kind), "application/"), err
}

// ---- the status list (Token Status List)

type statusList struct {
	bits                        int
	bytes                       []byte
	issuedAt, askAgainAt, until float64
}

var lists = map[string]*statusList{}

func readList(uri string) (*statusList, error) {
	body, err := get(uri, "application/statuslist+jwt")
	if err != nil {
		return nil, err
	}
	claims, kind, err := read(string(body))
	if err != nil {
		return nil, err
	}
	until, hasEnd := claims["exp"].(float64)
	if !hasEnd {
		until = now() + 3_600
	}
	if kind != "statuslist+jwt" || claims["sub"] != uri || now() >= until+leeway {
		return nil, errors.New("no status list, another one, or one of the past")
	}
	ttl, hasTTL := claims["ttl"].(float64)
	if !hasTTL {
		ttl = 60
	}
	inside, _ := claims["status_list"].(object)
	bits, _ := inside["bits"].(float64)
	packed, _ := inside["lst"].(string)
	deflated, err := decode(packed)
	if err != nil || (bits != 1 && bits != 2 && bits != 4 && bits != 8) {
		return nil, errors.New("no list in it")
	}
	source := bytes.NewReader(deflated)
	inflater, err := zlib.NewReader(source)
	if err != nil {
		return nil, err
	}
	// A few kilobytes can claim to be a thousand times as large.
	inflated, err := io.ReadAll(io.LimitReader(inflater, 1<<20+1))
	if err != nil || len(inflated) > 1<<20 || source.Len() > 0 {
		return nil, errors.New("cut, too long, or followed by something")
	}
	issuedAt, _ := claims["iat"].(float64)
	return &statusList{int(bits), inflated, issuedAt, now() + math.Min(math.Max(ttl, 1), 3_600), until}, nil
}

func listOf(uri string) (*statusList, error) {
	known := lists[uri]
	if known != nil && now() < math.Min(known.askAgainAt, known.until) {
		return known, nil
	}
	// What is known serves until it expires; an older list must not bring back what was taken away since.
	if newer, err := readList(uri); err == nil && (known == nil || newer.issuedAt >= known.issuedAt) {
		lists[uri] = newer
	}
	found := lists[uri]
	if found == nil || now() >= found.until+leeway {
		return nil, refusal("status_unavailable")
	}
	return found, nil
}

func checkStatus(status any) error {
	outer, _ := status.(object)
	inside, _ := outer["status_list"].(object)
	uri, _ := inside["uri"].(string)
	idx, isNumber := inside["idx"].(float64)
	place := int64(idx)
	// Only the issuer says what became of its tokens; nothing is asked of anybody else.
	if !isNumber || idx < 0 || idx > 1<<40 || float64(place) != idx || !strings.HasPrefix(uri, origin+"/") {
		return refusal("claim_invalid")
	}
	list, err := listOf(uri)
	if err != nil {
		return err
	}
	place *= int64(list.bits)
	if place/8 >= int64(len(list.bytes)) {
		return refusal("claim_invalid")
	}
	// Least significant bit first.
	if list.bytes[place/8]>>(place%8)&(1<<list.bits-1) != 0 {
		return refusal("revoked")
	}
	return nil
}

// ---- the token

func isFor(audiences any) bool {
	many, isMany := audiences.([]any)
	if !isMany {
		many = []any{audiences}
	}
	for _, one := range many {
		if one == audience {
			return true
		}
	}
	return false
}

func check(token string) (object, error) {
	claims, kind, err := read(token)
	if err != nil {
		return nil, err
	}
	for _, name := range []string{"iss", "aud", "exp", "iat", "sub", "client_id", "jti"} {
		if claims[name] == nil {
			return nil, refusal("claim_missing")
		}
	}
	times := map[string]float64{}
	for _, name := range []string{"exp", "iat", "nbf"} {
		value, isThere := claims[name]
		number, isNumber := value.(float64)
		if isThere && !isNumber {
			return nil, refusal("claim_invalid")
		}
		times[name] = number
	}
	switch {
	case claims["iss"] != issuer:
		return nil, refusal("issuer_mismatch")
	case !isFor(claims["aud"]):
		return nil, refusal("audience_mismatch")
	case kind != "at+jwt":
		return nil, refusal("type_mismatch")
	case now() >= times["exp"]+leeway:
		return nil, refusal("expired")
	case now()+leeway < math.Max(times["nbf"], times["iat"]):
		return nil, refusal("not_yet_valid")
	}
	// A token that is bound to a key is nobody's who can't prove to have it (RFC 9449 §7.1); proofs are not checked here.
	if _, isBound := claims["cnf"]; isBound {
		return nil, refusal("proof_missing")
	}
	// Last, so that a token that is no good anyway makes nobody ask for a list.
	if status, isThere := claims["status"]; isThere {
		err = checkStatus(status)
	}
	return claims, err
}

func main() {
	for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
		if claims, err := check(lines.Text()); err != nil {
			fmt.Println("refused", err)
		} else {
			fmt.Println("accepted", claims["sub"])
		}
	}
}
