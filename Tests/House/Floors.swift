// The plan of the house as a table: each target, the floor it stands on, and all that it may import.

/// One target: what it may import of ours, and what of others.
struct Floor: Sendable, CustomStringConvertible {
    let target: String
    let number: Int
    let wing: Wing
    let own: Set<String>
    let packages: Set<String>

    enum Wing: Sendable { case library, authority, shared, both }

    init(_ target: String, _ number: Int, _ wing: Wing, own: Set<String> = [], packages: Set<String> = []) {
        self.target = target
        self.number = number
        self.wing = wing
        self.own = own
        self.packages = packages
    }

    var description: String { target }
}

/// What comes with Swift, and is open to every room.
let toolchain: Set<String> = [
    "Dispatch", "Foundation", "FoundationEssentials", "Synchronization", "Glibc", "Musl", "Darwin",
]

/// The rooms from the ground up. An import goes down, and never into the other wing; the command alone knows every room.
let floors: [Floor] = [
    Floor("JOSE", 0, .shared, packages: ["Crypto", "CryptoExtras", "SwiftASN1"]),
    Floor("CZlib", 0, .shared),
    Floor("CArgon2", 0, .authority),
    Floor("SQL", 0, .authority),

    Floor("OAuth", 1, .shared, own: ["JOSE", "CZlib"], packages: ["Crypto"]),
    Floor("SQLSQLite", 1, .authority, own: ["SQL"], packages: ["GRDB"]),

    Floor(
        "Fetching", 2, .shared, own: ["JOSE", "OAuth"], packages: ["AsyncHTTPClient", "NIOCore", "NIOHTTP1"]),
    Floor("Records", 2, .authority, own: ["SQL"]),

    Floor(
        "TokenVerifier", 3, .library, own: ["JOSE", "OAuth", "Fetching"],
        packages: ["Crypto", "Logging", "Metrics", "NIOCore"]
    ),
    Floor(
        "Authority", 3, .authority, own: ["JOSE", "OAuth", "Fetching", "SQL", "Records", "CArgon2"],
        packages: ["Crypto", "Logging", "SwiftASN1", "X509"]
    ),

    Floor(
        "HummingbirdTokens", 4, .library, own: ["JOSE", "OAuth", "TokenVerifier"],
        packages: ["Hummingbird", "HTTPTypes", "Logging", "ServiceLifecycle", "NIOCore"]
    ),
    Floor(
        "AuthorityServer", 4, .authority, own: ["JOSE", "OAuth", "Authority"],
        packages: ["Hummingbird", "HTTPTypes", "Logging", "ServiceLifecycle", "NIOCore"]
    ),

    Floor(
        "Listening", 4, .authority,
        packages: [
            "Hummingbird", "HummingbirdCore", "HummingbirdHTTP2", "HTTPTypes", "Logging", "NIOCore", "NIOExtras", "NIOHTTPTypes",
            "NIOSSL", "NIOTLS", "SwiftASN1", "X509",
        ]
    ),

    Floor(
        "SampleAPI", 5, .library, own: ["JOSE", "OAuth", "TokenVerifier", "HummingbirdTokens"],
        packages: ["Hummingbird", "HTTPTypes", "NIOCore"]
    ),
    Floor(
        "TokenTesting", 5, .library, own: ["JOSE", "OAuth", "TokenVerifier", "HummingbirdTokens"],
        packages: [
            "Hummingbird", "HummingbirdTesting", "HTTPTypes", "Logging", "ServiceLifecycle", "NIOCore",
        ]
    ),

    Floor(
        "tessera", 6, .both,
        own: [
            "JOSE", "OAuth", "Fetching", "TokenVerifier", "HummingbirdTokens", "SampleAPI",
            "SQL", "SQLSQLite", "Records", "Authority", "AuthorityServer", "Listening",
        ],
        packages: ["ArgumentParser", "Hummingbird", "Logging", "ServiceLifecycle", "UnixSignals", "NIOCore", "Yams"]
    ),
]
