// swift-tools-version:6.2
// What is built beside Tessera and never shipped with it: benchmarks, examples and the peer of `./dev interop`, in one
// package, because each package root of its own would compile BoringSSL again.

import PackageDescription

let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

/// As in the library's own manifest: benchmarks also measure the path without its primitive.
let substitution: [SwiftSetting] =
    Context.environment["TESSERA_SUBSTITUTED_VERDICT"] == nil ? [] : [.define("SUBSTITUTED_VERDICT")]

let package = Package(
    name: "tessera-extras",
    platforms: [.macOS(.v26)],
    products: [
        .executable(name: "benchmarks", targets: ["Benchmarks"]),
        .executable(name: "protect-an-api", targets: ["protect-an-api"]),
        .executable(name: "backend-for-frontend", targets: ["backend-for-frontend"]),
        .executable(name: "vector-runner", targets: ["vector-runner"]),
        .executable(name: "jose-peer", targets: ["jose-peer"]),
        .executable(name: "token-peer", targets: ["token-peer"]),
        .executable(name: "verifier-farm", targets: ["verifier-farm"]),
        .executable(name: "server-load", targets: ["server-load"]),
    ],
    dependencies: [
        .package(name: "tessera", path: ".."),
        .package(url: "https://github.com/apple/swift-crypto.git", from: "4.5.0"),
        .package(url: "https://github.com/vapor/jwt-kit.git", exact: "5.7.1"),
        .package(url: "https://github.com/apple/swift-log.git", from: "1.14.0"),
        .package(url: "https://github.com/apple/swift-nio.git", from: "2.101.0"),
        .package(url: "https://github.com/apple/swift-http-types.git", from: "1.8.0", traits: []),
        .package(url: "https://github.com/hummingbird-project/hummingbird.git", from: "2.28.0", traits: []),
        .package(url: "https://github.com/swift-server/async-http-client.git", from: "1.37.0", traits: []),
    ],
    targets: [
        .target(name: "Allocations", path: "Allocations"),
        .executableTarget(
            name: "Benchmarks",
            dependencies: [
                "Allocations",
                .product(name: "JOSE", package: "tessera"),
                .product(name: "OAuth", package: "tessera"),
                .product(name: "TokenVerifier", package: "tessera"),
                .product(name: "JWTKit", package: "jwt-kit"),
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "CryptoExtras", package: "swift-crypto"),
            ],
            path: "Benchmarks",
            swiftSettings: settings + substitution
        ),
        .executableTarget(
            name: "protect-an-api",
            dependencies: [
                .product(name: "HummingbirdTokens", package: "tessera"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
            ],
            path: "Examples/protect-an-api",
            swiftSettings: settings
        ),
        .executableTarget(
            name: "backend-for-frontend",
            dependencies: [
                .product(name: "JOSE", package: "tessera"),
                .product(name: "OAuth", package: "tessera"),
                .product(name: "Fetching", package: "tessera"),
                .product(name: "TokenVerifier", package: "tessera"),
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
            ],
            path: "Examples/backend-for-frontend",
            exclude: ["README.md", "set-up.json"],
            swiftSettings: settings
        ),
        .executableTarget(
            name: "vector-runner",
            dependencies: [
                .product(name: "JOSE", package: "tessera"),
                .product(name: "OAuth", package: "tessera"),
                .product(name: "Crypto", package: "swift-crypto"),
            ],
            path: "Examples/vector-runner",
            swiftSettings: settings
        ),
        .executableTarget(
            name: "jose-peer",
            dependencies: [
                .product(name: "JOSE", package: "tessera"),
                .product(name: "JWTKit", package: "jwt-kit"),
            ],
            path: "Interop",
            exclude: ["languages"],
            swiftSettings: settings
        ),
        .executableTarget(
            name: "token-peer",
            dependencies: [.product(name: "TokenTesting", package: "tessera")],
            path: "TokenPeer",
            swiftSettings: settings
        ),
        .executableTarget(
            name: "verifier-farm",
            dependencies: [
                .product(name: "JOSE", package: "tessera"),
                .product(name: "TokenVerifier", package: "tessera"),
                .product(name: "Logging", package: "swift-log"),
            ],
            path: "VerifierFarm",
            swiftSettings: settings
        ),
        // It needs nothing but the system: what measures must cost little.
        .executableTarget(name: "server-load", path: "ServerLoad", swiftSettings: settings),
    ]
)
