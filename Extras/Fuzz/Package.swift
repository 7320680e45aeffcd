// swift-tools-version:6.2
// The fuzzers of JOSE, in a package of their own: JOSE is compiled here with coverage and the address sanitizer, and
// nothing above it is fetched. JOSE and others are links, because a package may only name what is below it.

import PackageDescription

let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

/// For our own code only: BoringSSL is fuzzed by others, and its branches would drown ours.
let watched: [SwiftSetting] = settings + [.unsafeFlags(["-sanitize=fuzzer,address"])]

/// What floods cost is measured in code as it ships; the primitives below it are compiled once for both.
let isMeasuring = Context.environment["TESSERA_FLOODS"] != nil

let fuzzing: [Target] = [
    .target(name: "CFuzzer", path: "CFuzzer"),
    .executableTarget(
        name: "fuzz",
        dependencies: ["JOSE", "CFuzzer"],
        path: "Fuzz",
        swiftSettings: watched + [.unsafeFlags(["-parse-as-library"])],
        linkerSettings: [.unsafeFlags(["-sanitize=fuzzer,address", "-use-ld=lld"])]
    ),
]

let measuring: [Target] = [
    .target(name: "Allocations", path: "Allocations"),
    .executableTarget(
        name: "floods",
        dependencies: ["JOSE", "Allocations"],
        path: "Floods",
        swiftSettings: settings + [.unsafeFlags(["-parse-as-library"])]
    ),
]

let package = Package(
    name: "tessera-fuzz",
    platforms: [.macOS(.v26)],
    dependencies: [
        .package(url: "https://github.com/apple/swift-crypto.git", from: "4.5.0"),
        .package(url: "https://github.com/apple/swift-asn1.git", from: "1.7.0"),
    ],
    targets: [
        .target(
            name: "JOSE",
            dependencies: [
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "CryptoExtras", package: "swift-crypto"),
                .product(name: "SwiftASN1", package: "swift-asn1"),
            ],
            path: "JOSE",
            swiftSettings: isMeasuring ? settings : watched
        )
    ]
        + (isMeasuring ? measuring : fuzzing)
)
