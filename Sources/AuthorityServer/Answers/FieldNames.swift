// Header fields that the field list of the HTTP library does not name.

internal import HTTPTypes

extension HTTPField.Name {
    static let xForwardedFor = name("X-Forwarded-For")
    static let secFetchSite = name("Sec-Fetch-Site")
    static let referrerPolicy = name("Referrer-Policy")
    static let frameOptions = name("X-Frame-Options")
    static let crossOriginOpenerPolicy = name("Cross-Origin-Opener-Policy")
    static let crossOriginResourcePolicy = name("Cross-Origin-Resource-Policy")

    static let dpop = name("DPoP")
    static let dpopNonce = name("DPoP-Nonce")
    static let lastEventID = name("Last-Event-ID")
    static let accelBuffering = name("X-Accel-Buffering")

    /// The names above are valid by inspection; a wrong one would only be a header that nobody sends.
    private static func name(_ text: String) -> HTTPField.Name { HTTPField.Name(text) ?? .accept }
}
