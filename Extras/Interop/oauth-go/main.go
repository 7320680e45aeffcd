// A client of golang.org/x/oauth2 and go-oidc: it prints the link, reads where the browser was sent, and says what it got.
//
//	oauth-go ISSUER CLIENT REDIRECT-URI NONCE VERIFIER < the redirect; the secret is in CLIENT_SECRET
package main

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"time"

	oidc "github.com/coreos/go-oidc"
	"golang.org/x/oauth2"
)

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func main() {
	issuer, client, redirect, nonce, verifier := os.Args[1], os.Args[2], os.Args[3], os.Args[4], os.Args[5]
	ctx := context.Background()
	provider, err := oidc.NewProvider(ctx, issuer)
	must(err)
	config := oauth2.Config{
		ClientID:     client,
		ClientSecret: os.Getenv("CLIENT_SECRET"),
		Endpoint:     provider.Endpoint(),
		RedirectURL:  redirect,
		Scopes:       []string{oidc.ScopeOpenID, "email", "offline_access", "notes:read"},
	}
	digest := sha256.Sum256([]byte(verifier))
	fmt.Println(config.AuthCodeURL("state-go", oidc.Nonce(nonce),
		oauth2.SetAuthURLParam("code_challenge", base64.RawURLEncoding.EncodeToString(digest[:])),
		oauth2.SetAuthURLParam("code_challenge_method", "S256")))

	lines := bufio.NewScanner(os.Stdin)
	lines.Scan()
	back, err := url.Parse(lines.Text())
	must(err)
	token, err := config.Exchange(ctx, back.Query().Get("code"), oauth2.SetAuthURLParam("code_verifier", verifier))
	must(err)
	raw, _ := token.Extra("id_token").(string)
	identity, err := provider.Verifier(&oidc.Config{ClientID: client}).Verify(ctx, raw)
	must(err)
	must(identity.VerifyAccessToken(token.AccessToken))
	info, err := provider.UserInfo(ctx, oauth2.StaticTokenSource(token))
	must(err)

	old := *token
	old.Expiry = time.Now().Add(-time.Hour)
	fresh, err := config.TokenSource(ctx, &old).Token()
	must(err)
	must(json.NewEncoder(os.Stdout).Encode(map[string]interface{}{
		"nonce": identity.Nonce, "subject": identity.Subject, "state": back.Query().Get("state"),
		"userinfo": info.Subject, "email": info.Email,
		"refreshed": fresh.AccessToken != token.AccessToken && fresh.RefreshToken != token.RefreshToken,
	}))
}
