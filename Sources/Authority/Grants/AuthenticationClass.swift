// How strong a sign-in was, in one word for clients (OpenID Connect Core §2).

/// How strong a sign-in is: what `acr` says.
package enum AuthenticationClass {
    /// A password, and nothing besides it.
    package static let password = "urn:tessera:acr:password"
    package static let all = [password]
}
