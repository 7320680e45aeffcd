// Why a key was refused, when it was loaded or when it was about to be used.

/// A reason to refuse a key (RFC 7517, RFC 7518 §6, RFC 8037 §2, RFC 9964 §3).
@nonexhaustive
public enum KeyFault: Error, Hashable, Sendable {
    /// `kty` or `crv` names nothing that this library knows.
    case unknownType(String)
    /// `alg` names nothing that this library knows for what the key is loaded for.
    case unknownAlgorithm(String)
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
    /// The bytes are not a point or a scalar of the curve, or not a key of their type.
    case notOnCurve
    /// The key is too short; the sentence says what is needed.
    case tooWeak(String)
    /// A shared secret, where a key with a public half is needed.
    case symmetric
    /// A public key, where the private half is needed.
    case notPrivate
    /// A file that is not the key that it says it is; the words say what was expected.
    case encoding(String)
    /// A password, which only the calls that name one take.
    case password
    /// The key encrypted as often as one key of AES GCM may under random IVs (SP 800-38D §8.3).
    case exhausted
    /// A key set names one `kid` twice, so that a token would not say which key it means.
    case duplicateID(String)

    /// One sentence that says what was wrong with the key. No key material is in it.
    public var sentence: String {
        switch self {
        case .unknownType(let type): "the key type \(type) is not known"
        case .unknownAlgorithm(let name):
            "the key is for the algorithm \(name), which is not one that fits here"
        case .memberMissing(let name): "the key lacks its member \(name)"
        case .memberInvalid(let name): "the key's member \(name) has a wrong type, length or value"
        case .use(let use): "the key is for use \(use)"
        case .operation(let operation): "the key's key_ops do not allow \(operation)"
        case .algorithm(let bound, let asked): "the key is bound to \(bound) and can't be used with \(asked)"
        case .algorithmMissing: "neither the key nor the caller says which algorithm the key is for"
        case .typeMismatch(let algorithm): "the key's type or curve does not fit \(algorithm)"
        case .notOnCurve: "the key's numbers are not a key of its type"
        case .tooWeak(let needed): "the key is too weak: \(needed)"
        case .symmetric: "the key is a shared secret and has no public half"
        case .notPrivate: "the key has no private half"
        case .encoding(let expected): "the key file is not \(expected)"
        case .password: "the key is for a password; use the call that takes one"
        case .exhausted: "the key has encrypted as often as it may; make another"
        case .duplicateID(let kid): "the key set names the kid \(kid) twice"
        }
    }
}
