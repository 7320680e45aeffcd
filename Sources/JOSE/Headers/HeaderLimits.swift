// How much of a header is read, before anything of it is.

enum HeaderLimits {
    /// Of the JSON.
    static var json: JSONLimits { JSONLimits(length: 16_384, depth: 8) }

    /// Refuses base64url that is longer than such a header, so that nothing of its size is made of it.
    ///
    /// - Throws: ``JOSEError/json(part:_:)``, as if it had been decoded.
    static func check(encodedLength: Int) throws(JOSEError) {
        guard encodedLength <= (json.length * 4 + 2) / 3 else {
            throw .json(part: "header", .tooLong(limit: json.length))
        }
    }
}
