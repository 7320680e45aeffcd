// What fuzzers and tests try on any bytes: statements that hold for every input, each with the inputs to begin with.

/// A statement about every input. Fuzzers look for an input where it does not hold; the unit tests try those that were
/// found, so that each stays mended.
struct Property: Sendable {
    /// The name of the fuzzer, and of the folder of its corpus.
    let name: String
    /// The longest input that says something new, in bytes.
    let longest: Int
    /// Words of the format, which a fuzzer would be slow to guess.
    let words: [String]
    /// Inputs that reach far, from which a fuzzer makes others.
    let seeds: @Sendable () throws -> [[UInt8]]
    /// Throws a ``Violation`` where the statement does not hold. That the input is refused is none.
    let check: @Sendable ([UInt8]) throws -> Void

    static let all = [json, base64URL, jws, jwsInJSON, jwe, jweInJSON, jwk, pem]

    static func named(_ name: String) -> Property? { all.first { $0.name == name } }
}

/// A statement that did not hold.
struct Violation: Error, CustomStringConvertible {
    let description: String
}

/// Throws a ``Violation`` unless the condition holds.
func hold(_ condition: @autoclosure () throws -> Bool, _ statement: String) throws {
    guard try condition() else { throw Violation(description: statement) }
}

/// The value, or `nil` where it is refused.
func accepted<Value>(_ make: () throws -> Value) -> Value? {
    do { return try make() } catch { return nil }
}
