// What one key is fit for, or why for nothing.

internal import JOSE

struct KeyReport {
    /// The place in the set, from 1; `nil` for a key that stands alone.
    let index: Int?
    let keyID: String?
    /// Type, curve and algorithm.
    let kind: String
    /// What it can be used for; empty when it is unfit.
    let uses: [String]
    /// Why it is unfit.
    let fault: JOSEError?
    /// What its owner should know besides.
    let remark: String?

    /// Judges a key.
    ///
    /// - Parameter index: its place in a set, where no shared secret and no private half belongs.
    init(_ jwk: JWK, index: Int?) {
        self.index = index
        keyID = jwk.keyID
        kind = [jwk.type, jwk.curve, jwk.algorithm].compactMap { $0?.escapedForTerminal }.joined(
            separator: " ")
        var uses: [String] = []
        var faults: [JOSEError] = []
        let isSecretInSet = index != nil && jwk.isSymmetric
        for (word, load) in KeyReport.loaders(of: jwk) where !isSecretInSet {
            do throws(JOSEError) {
                try load()
                uses.append(word)
            } catch {
                faults.append(error)
            }
        }
        self.uses = uses
        // That a key is of another type than some algorithm is no news; what else is wrong with it is.
        let telling = faults.first { fault in
            switch fault {
            case .key(.typeMismatch), .key(.password): false
            default: true
            }
        }
        fault =
            uses.isEmpty
            ? (isSecretInSet ? .key(.symmetric) : telling ?? faults.first ?? .key(.algorithmMissing)) : nil
        remark =
            index != nil && jwk.isPrivate && !isSecretInSet
            ? "its private half is in the set: do not publish it" : nil
    }

    /// A member of a set that could not be read as a key.
    init(unreadable fault: JOSEError, index: Int?, keyID: String?) {
        self.index = index
        self.keyID = keyID
        kind = "not a key"
        uses = []
        self.fault = fault
        remark = nil
    }

    /// A use that the key may be meant for, and the loading that says whether it is fit for it.
    private typealias Loader = (use: String, load: () throws(JOSEError) -> Void)

    private static func loaders(of jwk: JWK) -> [Loader] {
        let bound = jwk.algorithm.flatMap { SignatureAlgorithm(name: $0) }
        let management = jwk.algorithm.flatMap { KeyManagementAlgorithm(name: $0) }
        let signing = management == nil ? bound.map { [$0] } ?? SignatureAlgorithm.allCases : []
        let managing = bound == nil ? management.map { [$0] } ?? KeyManagementAlgorithm.allCases : []
        return signing.flatMap { loaders(of: jwk, $0) } + managing.flatMap { loaders(of: jwk, $0) }
    }

    private static func loaders(of jwk: JWK, _ algorithm: SignatureAlgorithm) -> [Loader] {
        let sign: Loader = (
            "sign \(algorithm.name)",
            { () throws(JOSEError) in _ = try SigningKey(jwk: jwk, algorithm: algorithm) }
        )
        let verify: Loader = (
            "verify \(algorithm.name)",
            { () throws(JOSEError) in _ = try VerificationKey(jwk: jwk, algorithm: algorithm) }
        )
        return jwk.isPrivate ? [sign, verify] : [verify]
    }

    private static func loaders(of jwk: JWK, _ algorithm: KeyManagementAlgorithm) -> [Loader] {
        let decrypt: Loader = (
            "decrypt \(algorithm.name)",
            { () throws(JOSEError) in _ = try DecryptionKey(jwk: jwk, algorithm: algorithm) }
        )
        let encrypt: Loader = (
            "encrypt \(algorithm.name)",
            { () throws(JOSEError) in _ = try EncryptionKey(jwk: jwk, algorithm: algorithm) }
        )
        return jwk.isPrivate ? [decrypt, encrypt] : [encrypt]
    }

    /// The report as people read it.
    var line: String {
        let name = [index.map { "\($0)." }, keyID?.escapedForTerminal, kind].compactMap { $0 }.joined(
            separator: " ")
        let verdict = fault.map { "unfit: \($0.sentence)" } ?? uses.joined(separator: ", ")
        return "\(fault == nil ? "✓" : "✗") \(name): \(verdict)" + (remark.map { "\n  ! \($0)" } ?? "")
    }

    func write(to json: inout JSONWriter) {
        json.member("ok", fault == nil)
        if let index { json.member("index", index - 1) }
        if let keyID { json.member("kid", keyID) }
        json.member("kind", kind)
        json.member("uses", uses)
        if let fault {
            json.member("code", fault.code)
            json.member("why", fault.sentence)
        }
        if let remark { json.member("remark", remark) }
    }
}
