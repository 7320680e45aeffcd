// The header parameter "crit": extensions that must be understood, or the object is refused (RFC 7515 §4.1.11).

/// The one place that says which `crit` is taken.
enum CriticalNames {
    /// Refuses a `crit` that is malformed, names an extension twice, one that the header lacks, or one that the caller
    /// does not understand. The registered names are no extensions, and so are never among the understood.
    ///
    /// - Returns: the names, of which each is understood; none without `crit`.
    /// - Throws: ``JOSEError/critical(_:)`` for what is not understood, ``JOSEError/header(_:)`` for the rest.
    @discardableResult
    static func check(in header: JSONValue, understood: [String] = []) throws(JOSEError) -> [String] {
        guard let critical = header["crit"] else { return [] }
        guard let names = critical.elements, !names.isEmpty else { throw .header("crit") }
        var seen: [String] = []
        for name in names {
            guard let name = name.string else { throw .header("crit") }
            guard understood.contains(where: { $0.hasBytes(of: name) }) else {
                throw .critical(name.excerpt(64))
            }
            guard !seen.contains(where: { $0.hasBytes(of: name) }) else { throw .header("crit") }
            guard header.kind(of: name) != nil else { throw .header(name) }
            seen.append(name)
        }
        return seen
    }
}
