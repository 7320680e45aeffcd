// Why a key was refused, when it was loaded or when it was about to be used.

/// A reason to refuse a key (RFC 7517, RFC 7518 §6, RFC 8037 §2).
public enum KeyFault: Error, Hashable, Sendable {
    /// `kty` or `crv` names nothing that this library knows.
    case unknownType(String)
    /// A required member is absent.
    case memberMissing(String)
    /// A member has the wrong type, length or value.
    case memberInvalid(String)
    /// `use` says that the key is for something else.
    case use(String)
    /// `key_ops` does not list the operation.
    case operation(String)
    /// The key is bound to one algorithm, and another was asked for.
    case algorithm(bound: String, asked: String)
    /// Neither the key nor the caller names the one algorithm that the key is for.
    case algorithmMissing
    /// The key's type or curve does not fit the algorithm.
    case typeMismatch(algorithm: String)
    /// The bytes are not a point or a scalar of the curve.
    case notOnCurve
    /// A key set names one `kid` twice, so that a token would not say which key it means.
    case duplicateID(String)

    /// One sentence that says what was wrong with the key. No key material is in it.
    public var sentence: String {
        switch self {
        case .unknownType(let type): "the key type \(type) is not known"
        case .memberMissing(let name): "the key lacks its member \(name)"
        case .memberInvalid(let name): "the key's member \(name) has a wrong type, length or value"
        case .use(let use): "the key is for use \(use)"
        case .operation(let operation): "the key's key_ops do not allow \(operation)"
        case .algorithm(let bound, let asked): "the key is bound to \(bound) and can't be used with \(asked)"
        case .algorithmMissing: "neither the key nor the caller says which algorithm the key is for"
        case .typeMismatch(let algorithm): "the key's type or curve does not fit \(algorithm)"
        case .notOnCurve: "the key's numbers are not a key of its curve"
        case .duplicateID(let kid): "the key set names the kid \(kid) twice"
        }
    }
}
