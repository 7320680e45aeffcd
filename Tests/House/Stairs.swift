// The stairs of each target from top to bottom: a step may name only those that stand above it in its list.

/// One target's steps: its folders, and the files beside them. A target without folders needs no row.
struct Stairs: Sendable, CustomStringConvertible {
    let target: String
    let steps: [String]

    init(_ target: String, _ steps: String...) {
        self.target = target
        self.steps = steps
    }

    var description: String { target }
}

let stairs: [Stairs] = [
    Stairs("JOSE", "Faults", "Encoding", "Algorithms", "Keys", "Headers", "Signing", "Encryption", "Tokens"),
    Stairs(
        "OAuth", "Refusals", "Messages", "Vocabulary", "Metadata", "Compression", "StatusLists", "Proofs", "Tokens"
    ),
    Stairs(
        "TokenVerifier", "Exports.swift", "Clock.swift", "Observing", "Fetching", "Reports", "Keys", "Liveness", "Trust", "Caching",
        "Introspection", "Requirements",
        "TokenVerifier.swift"
    ),
    Stairs(
        "HummingbirdTokens", "Exports.swift", "Answers", "Requests", "InProcessFetch.swift",
        "TokenContext.swift", "ServeMetadata.swift", "TokenMiddleware.swift", "ReportUses.swift", "RequirementMiddleware.swift",
        "RequireScope.swift", "RequireAuthentication.swift"
    ),
    Stairs(
        "Records", "Schema", "Accounts", "APIs", "Clients", "Keys", "StatusLists", "Sessions", "Tokens", "Grants", "Requests",
        "Revocation"
    ),
    Stairs(
        "Authority", "Throttles", "Secrets", "Directory", "Handles", "Keys", "Revocation", "Accounts", "Details", "Clients", "Sessions",
        "Grants", "Tokens", "Exchange",
        "Redeeming", "Authorizations", "Devices", "Logout", "Declared", "Upkeep", "Authority.swift"
    ),
    Stairs(
        "AuthorityServer", "Clock.swift", "ServerContext.swift", "Answers", "Guards", "OAuth", "API", "Pages",
        "Chores", "Routes.swift"
    ),
    Stairs("Listening", "Certificates", "Connections", "RedirectToIssuer.swift"),
    Stairs("tessera", "Terminal", "Settings", "Wiring", "Tokens", "Remote", "Commands"),
]
