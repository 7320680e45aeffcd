// Header fields that the field list of the HTTP library does not name.

import HTTPTypes

extension HTTPField.Name {
    static let site = name("X-Site")
    static let secFetchSite = name("Sec-Fetch-Site")
    static let referrerPolicy = name("Referrer-Policy")

    /// The names above are valid by inspection; a wrong one would only be a header that nobody sends.
    private static func name(_ text: String) -> HTTPField.Name { HTTPField.Name(text) ?? .accept }
}
