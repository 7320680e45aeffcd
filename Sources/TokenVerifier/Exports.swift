// What comes along with `import TokenVerifier`: how documents are got is part of how a verifier is set up.

@_exported public import Fetching
