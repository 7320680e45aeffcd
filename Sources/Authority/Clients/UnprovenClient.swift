// The one answer to a client that does not prove who it is: whatever is wrong.

internal import OAuth

extension OAuthRefusal {
    /// - Parameter detail: what the log is told.
    static func unproven(_ detail: String? = nil) -> OAuthRefusal {
        OAuthRefusal(
            .invalidClient,
            "the client is unknown or disabled, or what proves it is wrong, missing, expired, or not of the kind that it "
                + "is registered for",
            detail: detail
        )
    }
}
