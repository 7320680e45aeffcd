// swift-tools-version:6.2
// Tessera: one package, two wings. The floors that each target stands on are explained in ARCHITECTURE.md.

import PackageDescription

/// In CI a warning in our own targets is an error; dependencies are not touched.
let strictness: [SwiftSetting] =
    Context.environment["TESSERA_STRICT"] == nil ? [] : [.treatAllWarnings(as: .error)]

let settings: [SwiftSetting] =
    [
        .swiftLanguageMode(.v6),
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
    ] + strictness

/// The rooms that parse a stranger's bytes also name every unsafe construct they use.
let strict: [SwiftSetting] = settings + [.strictMemorySafety()]

/// Benchmarks take the primitive out of the path to see what we add to it. No other build has that door.
let substitution: [SwiftSetting] =
    Context.environment["TESSERA_SUBSTITUTED_VERDICT"] == nil ? [] : [.define("SUBSTITUTED_VERDICT")]

/// The files of the page `/inspect`. They go into the binary, which needs no folder beside it.
let inspector: [Resource] =
    [
        "inspect.css", "inspect.js", "checks.js", "issuer.js", "json.js", "token.js", "words.js",
    ]
    .map { .embedInCode("Pages/Inspector/\($0)") } + [.embedInCode("Pages/Style/page.css")]

let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let cryptoExtras = Target.Dependency.product(name: "CryptoExtras", package: "swift-crypto")
let asn1 = Target.Dependency.product(name: "SwiftASN1", package: "swift-asn1")
let metrics = Target.Dependency.product(name: "Metrics", package: "swift-metrics")
let metricsTesting = Target.Dependency.product(name: "MetricsTestKit", package: "swift-metrics")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let hummingbirdTesting = Target.Dependency.product(name: "HummingbirdTesting", package: "hummingbird")
let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")
let lifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let nio = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioSSL = Target.Dependency.product(name: "NIOSSL", package: "swift-nio-ssl")
let x509 = Target.Dependency.product(name: "X509", package: "swift-certificates")

let package = Package(
    name: "tessera",
    platforms: [.macOS(.v26)],
    products: [
        .library(name: "JOSE", targets: ["JOSE"]),
        .library(name: "OAuth", targets: ["OAuth"]),
        .library(name: "Fetching", targets: ["Fetching"]),
        .library(name: "TokenVerifier", targets: ["TokenVerifier"]),
        .library(name: "HummingbirdTokens", targets: ["HummingbirdTokens"]),
        .library(name: "TokenTesting", targets: ["TokenTesting"]),
        .executable(name: "tessera", targets: ["tessera"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-crypto.git", from: "4.5.0"),
        .package(url: "https://github.com/apple/swift-asn1.git", from: "1.7.0"),
        .package(url: "https://github.com/apple/swift-certificates.git", from: "1.21.0"),
        .package(url: "https://github.com/apple/swift-log.git", from: "1.14.0"),
        .package(url: "https://github.com/apple/swift-metrics.git", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-nio.git", from: "2.101.0"),
        .package(url: "https://github.com/apple/swift-nio-extras.git", from: "1.35.0"),
        .package(url: "https://github.com/apple/swift-nio-ssl.git", from: "2.37.0"),
        .package(url: "https://github.com/apple/swift-http-types.git", from: "1.8.0", traits: []),
        .package(url: "https://github.com/apple/swift-argument-parser.git", from: "1.8.0"),
        .package(url: "https://github.com/groue/GRDB.swift.git", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird.git", from: "2.28.0", traits: []),
        .package(url: "https://github.com/jpsim/Yams.git", from: "6.2.0"),
        .package(url: "https://github.com/swift-server/async-http-client.git", from: "1.37.0", traits: []),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle.git", from: "2.13.0"),
    ],
    targets: [
        // The library wing: what any API needs to check tokens.
        .target(
            name: "JOSE",
            dependencies: [crypto, cryptoExtras, asn1],
            swiftSettings: strict + substitution
        ),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .target(name: "OAuth", dependencies: ["JOSE", "CZlib", crypto], swiftSettings: strict),
        .target(
            name: "Fetching",
            dependencies: [
                "JOSE", "OAuth", nio,
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
            ],
            swiftSettings: settings
        ),
        .target(
            name: "TokenVerifier",
            dependencies: ["JOSE", "OAuth", "Fetching", crypto, logging, metrics, nio],
            swiftSettings: settings
        ),
        .target(
            name: "HummingbirdTokens",
            dependencies: [
                "JOSE", "OAuth", "TokenVerifier", hummingbird, httpTypes, logging, lifecycle, nio,
            ],
            swiftSettings: settings
        ),
        .target(
            name: "SampleAPI",
            dependencies: [
                "HummingbirdTokens", "TokenVerifier", "JOSE", "OAuth", hummingbird, httpTypes, nio,
            ],
            swiftSettings: settings
        ),
        .target(
            name: "TokenTesting",
            dependencies: [
                "HummingbirdTokens", "TokenVerifier", "JOSE", "OAuth",
                hummingbird, hummingbirdTesting, httpTypes, logging, lifecycle, nio,
            ],
            swiftSettings: settings
        ),

        // The authority wing: who may have which token.
        .target(name: "SQL", swiftSettings: settings),
        .target(
            name: "SQLSQLite",
            dependencies: ["SQL", .product(name: "GRDB", package: "GRDB.swift")],
            swiftSettings: settings
        ),
        .target(name: "Records", dependencies: ["SQL"], swiftSettings: settings),
        .systemLibrary(name: "CArgon2", pkgConfig: "libargon2", providers: [.apt(["libargon2-dev"])]),
        .target(
            name: "Authority",
            dependencies: [
                "JOSE", "OAuth", "Fetching", "SQL", "Records", "CArgon2", asn1, crypto, logging, x509,
            ],
            swiftSettings: settings
        ),
        .target(
            name: "AuthorityServer",
            dependencies: ["JOSE", "OAuth", "Authority", hummingbird, httpTypes, logging, lifecycle, nio],
            resources: inspector,
            swiftSettings: settings
        ),
        .target(
            name: "Listening",
            dependencies: [
                asn1, hummingbird, httpTypes, logging, nio, nioSSL, x509,
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "HummingbirdHTTP2", package: "hummingbird"),
                .product(name: "NIOExtras", package: "swift-nio-extras"),
                .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
                .product(name: "NIOTLS", package: "swift-nio"),
            ],
            swiftSettings: settings
        ),
        .executableTarget(
            name: "tessera",
            dependencies: [
                "JOSE", "OAuth", "Fetching", "TokenVerifier", "HummingbirdTokens", "SampleAPI",
                "SQL", "SQLSQLite", "Records", "Authority", "AuthorityServer", "Listening",
                hummingbird, logging, lifecycle, nio,
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Yams", package: "Yams"),
            ],
            swiftSettings: settings
        ),

        // The tests mirror the sources; Attacks holds one file per attack, House checks the plan itself.
        .target(
            name: "Support",
            dependencies: [
                "JOSE", "OAuth", "Fetching", "SQL", "SQLSQLite", "Records", "Authority", "AuthorityServer",
                "TokenVerifier",
                asn1, crypto, hummingbird, hummingbirdTesting, httpTypes, logging, nio, nioSSL, x509,
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOTLS", package: "swift-nio"),
            ],
            path: "Tests/Support",
            swiftSettings: settings
        ),
        .testTarget(
            name: "JOSETests",
            dependencies: ["JOSE", crypto],
            exclude: ["Corpus"],
            swiftSettings: settings
        ),
        .testTarget(name: "OAuthTests", dependencies: ["OAuth", "JOSE"], swiftSettings: settings),
        .testTarget(
            name: "FetchingTests",
            dependencies: ["Fetching"],
            swiftSettings: settings
        ),
        .testTarget(
            name: "TokenVerifierTests",
            dependencies: [
                "TokenVerifier", "Fetching", "OAuth", "JOSE", "Support", logging, metricsTesting, nio,
                .product(name: "NIOPosix", package: "swift-nio"),
            ],
            swiftSettings: settings
        ),
        .testTarget(
            name: "HummingbirdTokensTests",
            dependencies: [
                "HummingbirdTokens", "SampleAPI", "TokenVerifier", "OAuth", "JOSE", "Support",
                hummingbird, hummingbirdTesting, httpTypes, lifecycle, logging, nio,
            ],
            swiftSettings: settings
        ),
        .testTarget(
            name: "TokenTestingTests",
            dependencies: [
                "TokenTesting", "HummingbirdTokens", "TokenVerifier", "OAuth", "JOSE",
                hummingbird, hummingbirdTesting, httpTypes,
            ],
            swiftSettings: settings
        ),
        .testTarget(name: "SQLSQLiteTests", dependencies: ["SQL", "SQLSQLite"], swiftSettings: settings),
        .testTarget(
            name: "RecordsTests",
            dependencies: ["SQL", "SQLSQLite", "Records", "Support"],
            swiftSettings: settings
        ),
        .testTarget(
            name: "AuthorityTests",
            dependencies: ["Authority", "Records", "SQL", "Fetching", "OAuth", "JOSE", "Support", logging],
            swiftSettings: settings
        ),
        .testTarget(
            name: "AuthorityServerTests",
            dependencies: [
                "AuthorityServer", "Authority", "Records", "OAuth", "JOSE", "Fetching", "HummingbirdTokens",
                "TokenVerifier",
                "Support",
                hummingbird, hummingbirdTesting, httpTypes, logging, nio,
            ],
            swiftSettings: settings
        ),
        .testTarget(
            name: "ListeningTests",
            dependencies: [
                "Listening", "JOSE", "OAuth", "Support", hummingbird, hummingbirdTesting, httpTypes, logging,
                lifecycle,
                nio, nioSSL,
                .product(name: "HummingbirdCore", package: "hummingbird"),
            ],
            swiftSettings: settings
        ),
        .testTarget(
            name: "CommandTests",
            dependencies: [
                "tessera", "JOSE", "OAuth", "Fetching", "SQL", "SQLSQLite", "Support",
                hummingbird, httpTypes, lifecycle, logging, nio,
            ],
            swiftSettings: settings
        ),
        .testTarget(
            name: "Attacks",
            dependencies: [
                "JOSE", "OAuth", "Fetching", "TokenVerifier", "HummingbirdTokens", "Authority",
                "AuthorityServer", "Listening", "Records", "SQL",
                "Support", crypto,
                hummingbird, hummingbirdTesting, httpTypes, logging, nio,
            ],
            path: "Tests/Attacks",
            swiftSettings: settings
        ),
        // What many tokens leave behind: a program for many, and its test for few.
        .executableTarget(
            name: "growth",
            dependencies: [
                "JOSE", "OAuth", "SQL", "SQLSQLite", "Records", "Authority",
                .product(name: "GRDB", package: "GRDB.swift"),
            ],
            path: "Tests/Growth",
            swiftSettings: settings
        ),
        .testTarget(name: "GrowthTests", dependencies: ["growth"], swiftSettings: settings),
        .testTarget(name: "House", path: "Tests/House", swiftSettings: settings),
    ]
)

// The short loop of work: TESSERA_ONLY=JOSE or TESSERA_ONLY=TokenVerifier,TokenVerifierTests builds and tests those targets
// and what they need. A library brings its tests along.
if let only = Context.environment["TESSERA_ONLY"] {
    func names(_ target: Target) -> [String] {
        target.dependencies.compactMap { dependency in
            switch dependency {
            case .targetItem(let name, _), .byNameItem(let name, _): name
            default: nil
            }
        }
    }
    var wanted: Set<String> = []
    var waiting = only.split(separator: ",").flatMap { [String($0), "\($0)Tests"] }
    while let name = waiting.popLast() {
        guard let target = package.targets.first(where: { $0.name == name }), wanted.insert(name).inserted
        else {
            continue
        }
        waiting += names(target)
    }
    package.targets.removeAll { !wanted.contains($0.name) }
    package.products.removeAll { !wanted.contains($0.name) }
}
