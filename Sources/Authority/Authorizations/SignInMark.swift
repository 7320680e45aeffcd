// A mark on a request that sent a person to sign in: whoever signs in after it has signed in for this request.

internal import JOSE
internal import OAuth

/// A time and a code over it and the request. Without it `prompt=login` would ask again for ever, and a mark of another
/// request would let it be passed over.
enum SignInMark {
    /// The parameter of our own that carries it.
    static let parameter = "tessera_sign_in"

    /// Seconds for which a person may take to sign in.
    static let longest = 3_600

    /// The request with its mark, as a query. One that has a good mark keeps it: it is still the same sign-in that is waited
    /// for.
    static func marking(
        _ parameters: RequestParameters,
        since moment: Int?,
        key: DerivedKey,
        at now: Int
    ) -> String {
        parameters.without([parameter])
            .with(parameter, text(at: moment ?? now, of: parameters, key: key)).form
    }

    private static func text(at now: Int, of parameters: RequestParameters, key: DerivedKey) -> String {
        "\(now).\(key.text(of: "\(now) \(parameters.without([parameter]).form)"))"
    }

    /// The moment of a mark of this request; `nil` for any other text, and for one that is too old.
    static func moment(
        _ text: String,
        of parameters: RequestParameters,
        key: DerivedKey,
        at now: Int
    ) -> Int? {
        let parts = text.utf8.split(separator: UInt8(ascii: "."), maxSplits: 1)
        guard parts.count == 2, let moment = DecimalDigits.number(parts[0], limit: 12),
            (0...longest).contains(now - moment),
            key.accepts(
                String(decoding: parts[1], as: UTF8.self),
                of: "\(moment) \(parameters.without([parameter]).form)")
        else { return nil }
        return moment
    }
}
