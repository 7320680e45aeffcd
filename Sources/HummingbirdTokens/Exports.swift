// What comes along with `import HummingbirdTokens`: a handler reads the token's claims and scopes without more imports.

@_exported public import JOSE
@_exported public import OAuth
@_exported public import TokenVerifier
