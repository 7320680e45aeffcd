// What a client signed, whatever for: read, proven by the client's key, and held against the time.

internal import JOSE

/// A signed text of a client whose signature was not yet checked.
struct ClientStatement: Sendable {
    private let jws: CompactJWS
    let claims: JSONValue
    /// The algorithm of its header.
    let algorithm: SignatureAlgorithm
    var keyID: String? { jws.header.keyID }

    /// The rule that a statement breaks, in words that follow "is refused:".
    struct Fault: Error {
        let rule: String

        init(_ rule: String) { self.rule = rule }
    }

    /// Seconds by which `iat` and `nbf` may lie ahead (FAPI 2.0 §5.3.2.1).
    static let leeway = 10
    /// Seconds for which one may be made: a statement is sent at once.
    static let longest = 3_600

    /// Reads a statement.
    ///
    /// - Parameter types: what its `typ` may be. It is typed so where it is typed at all, so that nothing that was signed for
    ///   another purpose will do.
    init(_ text: String, depth: Int, types: [String]) throws(Fault) {
        do {
            jws = try CompactJWS(parsing: text)
            claims = try JSONDocument.object(
                parsing: jws.unverifiedPayload(), limits: JSONLimits(length: 16_384, depth: depth))
        } catch {
            throw Fault("it is not a signed token")
        }
        guard let algorithm = SignatureAlgorithm(name: jws.header.algorithm), !algorithm.isSymmetric else {
            throw Fault("its algorithm is not an asymmetric one")
        }
        self.algorithm = algorithm
        if let type = jws.header.parameters["typ"] {
            guard types.contains(where: { type.equals($0) }) else {
                throw Fault("its typ says that it is something else")
            }
        }
    }

    /// Checks the signature.
    func check(signedBy key: VerificationKey) throws(Fault) {
        do {
            _ = try jws.payload(provenWith: key)
        } catch {
            throw Fault("its signature does not match the client's key")
        }
    }

    /// Checks that it is good now, and not for long.
    ///
    /// - Returns: `exp`.
    @discardableResult
    func checkTimes(at now: Int) throws(Fault) -> Double {
        guard let expiry = claims["exp"]?.number, expiry > Double(now) else {
            throw Fault("it has expired, or has no exp")
        }
        guard expiry - Double(now) <= Double(ClientStatement.longest) else {
            throw Fault("its exp lies more than \(ClientStatement.longest) seconds ahead")
        }
        return expiry
    }

    /// The moments besides its end: those that are named and stand there.
    func moments(_ names: [String]) -> [(name: String, seconds: Double?)] {
        names.compactMap { name in claims[name].map { (name, $0.number) } }
    }
}
