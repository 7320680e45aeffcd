// Scopes: what a token allows (RFC 6749 §3.3).

internal import JOSE

/// One scope: printable ASCII without space, quote and backslash. An open set; each API brings its own.
public struct Scope: Hashable, Sendable, CustomStringConvertible {
    /// The scope as it is written.
    public let name: String

    /// A scope of that name, or `nil` when RFC 6749 §3.3 does not allow the name. At most 128 bytes.
    public init?(_ name: String) {
        let allowed = name.utf8.allSatisfy { byte in
            byte == 0x21 || (0x23...0x5B).contains(byte) || (0x5D...0x7E).contains(byte)
        }
        guard allowed, (1...128).contains(name.utf8.count) else { return nil }
        self.name = name
    }

    /// The name.
    public var description: String { name }
}

/// Scopes in the order in which they were named, each once.
public struct ScopeSet: Hashable, Sendable, CustomStringConvertible {
    /// The scopes, in order.
    public private(set) var scopes: [Scope]

    /// A set of these scopes; a repeated one counts once.
    public init(_ scopes: [Scope] = []) {
        self.scopes = []
        for scope in scopes where !self.scopes.contains(scope) { self.scopes.append(scope) }
    }

    /// Reads the space-separated form of tokens and requests; a part that is no scope names nothing and is
    /// left out.
    public init(parsing text: String) {
        self.init(text.split(separator: " ").compactMap { Scope(String($0)) })
    }

    /// Whether the scope is in the set.
    public func contains(_ scope: Scope) -> Bool { scopes.contains(scope) }

    /// Whether a scope of that name is in the set.
    public func contains(_ name: String) -> Bool { Scope(name).map(scopes.contains) ?? false }

    /// The scopes of this set that the other lacks.
    public func subtracting(_ other: ScopeSet) -> ScopeSet { ScopeSet(scopes.filter { !other.contains($0) }) }

    /// The scopes of this set that have one of these names.
    package func limited(to names: [String]) -> ScopeSet {
        ScopeSet(scopes.filter { scope in names.contains { $0.hasBytes(of: scope.name) } })
    }

    /// Whether there is no scope in it.
    public var isEmpty: Bool { scopes.isEmpty }

    /// The names, in order.
    public var names: [String] { scopes.map(\.name) }

    /// The space-separated form.
    public var description: String { names.joined(separator: " ") }
}
