// Encrypted contents whose keys are known, from the RFCs: what a forger would start from.

import JOSE

/// A valid encrypted content and the key that opens it.
struct EncryptedSample: Sendable {
    let text: String
    let key: DecryptionKey
    let content: ContentEncryption

    private init(
        _ text: String,
        jwk: String,
        _ algorithm: KeyManagementAlgorithm,
        _ content: ContentEncryption
    ) throws {
        self.text = text
        self.content = content
        key = try DecryptionKey(jwk: JWK(parsing: Array(jwk.utf8)), algorithm: algorithm)
    }

    /// One of each kind: a key that is shared, one that is wrapped, one that is agreed on.
    static func all() throws -> [EncryptedSample] {
        [
            // RFC 7520 §5.6
            try EncryptedSample(
                "eyJhbGciOiJkaXIiLCJraWQiOiI3N2M3ZTJiOC02ZTEzLTQ1Y2YtODY3Mi02MTdiNWI0NTI0M2EiLCJlbmMiOiJBMTI4R0NN"
                    + "In0..refa467QzzKx6QAB.JW_i_f52hww_ELQPGaYyeAB6HYGcR559l9TYnSovc23XJoBcW29rHP8yZOZG7YhLpT1bjFuvZP"
                    + "jQS-m0IFtVcXkZXdH_lr_FrdYt9HRUYkshtrMmIUAyGmUnd9zMDB2n0cRDIHAzFVeJUDxkUwVAE7_YGRPdcqMyiBoCO-FBdE"
                    + "-Nceb4h3-FtBP-c_BIwCPTjb9o0SbdcdREEMJMyZBH8ySWMVi1gPD9yxi-aQpGbSv_F9N4IZAxscj5g-NJsUPbjk29-s7LJA"
                    + "Gb15wEBtXphVCgyy53CoIKLHHeJHXex45Uz9aKZSRSInZI-wjsY0yu3cT4_aQ3i1o-tiE-F8Ios61EKgyIQ4CWao8PFMj8TT"
                    + "np.vbb32Xvllea2OtmHAdccRQ",
                jwk: #"{"kty":"oct","k":"XctOhJAkA-pD9Lh7ZgW_2A"}"#,
                .direct, .a128GCM
            ),
            // RFC 7516 §A.3
            try EncryptedSample(
                "eyJhbGciOiJBMTI4S1ciLCJlbmMiOiJBMTI4Q0JDLUhTMjU2In0.6KB707dM9YTIgHtLvtgWQ8mKwboJW3of9locizkDTHzB"
                    + "C2IlrT1oOQ.AxY8DCtDaGlsbGljb3RoZQ.KDlTtXchhZTGufMYmOYGS4HffxPSUrfmqCHXaI9wOGY.U0m_YmjN04DJvceFIC"
                    + "bCVQ",
                jwk: #"{"kty":"oct","k":"GawgguFyGrWKav7AX4VKUg"}"#,
                .a128KW, .a128CBCHS256
            ),
            // RFC 7520 §5.5
            try EncryptedSample(
                "eyJhbGciOiJFQ0RILUVTIiwia2lkIjoibWVyaWFkb2MuYnJhbmR5YnVja0BidWNrbGFuZC5leGFtcGxlIiwiZXBrIjp7Imt0"
                    + "eSI6IkVDIiwiY3J2IjoiUC0yNTYiLCJ4IjoibVBVS1RfYkFXR0hJaGcwVHBqanFWc1AxclhXUXVfdndWT0hIdE5rZFlvQSIs"
                    + "InkiOiI4QlFBc0ltR2VBUzQ2ZnlXdzVNaFlmR1RUMElqQnBGdzJTUzM0RHY0SXJzIn0sImVuYyI6IkExMjhDQkMtSFMyNTYi"
                    + "fQ..yc9N8v5sYyv3iGQT926IUg.BoDlwPnTypYq-ivjmQvAYJLb5Q6l-F3LIgQomlz87yW4OPKbWE1zSTEFjDfhU9IPIOSA9"
                    + "Bml4m7iDFwA-1ZXvHteLDtw4R1XRGMEsDIqAYtskTTmzmzNa-_q4F_evAPUmwlO-ZG45Mnq4uhM1fm_D9rBtWolqZSF3xGNN"
                    + "kpOMQKF1Cl8i8wjzRli7-IXgyirlKQsbhhqRzkv8IcY6aHl24j03C-AR2le1r7URUhArM79BY8soZU0lzwI-sD5PZ3l4NDCC"
                    + "ei9XkoIAfsXJWmySPoeRb2Ni5UZL4mYpvKDiwmyzGd65KqVw7MsFfI_K767G9C9Azp73gKZD0DyUn1mn0WW5LmyX_yJ-3ARO"
                    + "q8p1WZBfG-ZyJ6195_JGG2m9Csg.WCCkNa-x4BeB9hIDIfFuhg",
                jwk: #"{"kty":"EC","crv":"P-256","x":"Ze2loSV3wrroKUN_4zhwGhCqo3Xhu1td4QjeQ5wIVR0","y"#
                    + #"":"HlLtdXARY_f55A3fnzQbPcm6hgr34Mp8p-nuzQCE0Zw","d":"r_kHyZ-a06rmxM3yESK84r1ot"#
                    + #"Sg-aQcVStkRhA-iCM8"}"#,
                .ecdhES, .a128CBCHS256
            ),
        ]
    }
}
