// The life of a signing key: what it may do at a moment, told by its row alone.

package import Records

/// What a key may do.
package enum KeyPhase: String, Sendable {
    /// Published, so that every verifier has it before it signs.
    case announced
    /// It signs.
    case active
    /// It signs no more, and is published until its last token has expired. Then its row goes.
    case retiring
    /// It neither signs nor is published: whoever may have it must not be believed.
    case withdrawn
}

extension SigningKeyRecord {
    /// The phase at a moment.
    package func phase(at now: Int) -> KeyPhase {
        if withdrawnAt != nil { return .withdrawn }
        if let retiredAt, retiredAt <= now { return .retiring }
        return activeAt > now ? .announced : .active
    }

    /// When its phase changes by the passing of time alone, if it does.
    func nextPhase(after now: Int) -> Int? {
        guard withdrawnAt == nil else { return nil }
        return [activeAt, retiredAt].compactMap { $0 }.filter { $0 > now }.min()
    }
}
