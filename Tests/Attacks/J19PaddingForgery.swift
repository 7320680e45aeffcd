// J19: forged PKCS#1 v1.5 padding (BB06, BERserk, CVE-2006-4339): nothing but the one encoding is a signature.

import JOSE
import Testing

@Suite struct J19PaddingForgery {
    /// The public key of RFC 7520 §3.3.
    static let modulus =
        """
        n4EPtAOCc9AlkeQHPzHStgAbgs7bTZLwUBZdR8_KuKPEHLd4rHVTeT-O-XV2jRojdNhxJWTDvNd7nqQ0VEiZQHz_AJmSCpMa\
        JMRBSFKrKb2wqVwGU_NsYOYL-QtiWN2lbzcEe6XC0dApr5ydQLrHqkHHig3RBordaZ6Aj-oBHqFEHYpPe7Tpe-OfVfHd1E6c\
        S6M1FZcD1NNLYD5lFHpPI9bTwJlsde3uhGqC0ZCuEHg8lhzwOHrtIQbS0FVbb9k3-tVTU4fg_3L_vniUFAKwuCLqKnS2BYwd\
        q_mzSnbLY7h_qixoR7jig3__kRhuaxwUkRz5iaiQkqgc5gHdrNP5zw
        """

    @Test(arguments: forgeries.indices)
    func isRefused(_ row: Int) throws {
        let jwk = try JWK(parsing: Array(#"{"kty":"RSA","n":"\#(Self.modulus)","e":"AQAB"}"#.utf8))
        let key = try VerificationKey(jwk: jwk, algorithm: .rs256)
        let (name, signature) = Self.forgeries[row]
        let jws = try CompactJWS(parsing: Self.input + "." + signature)
        #expect(throws: JOSEError.signatureInvalid, "\(name)") { try jws.payload(verifiedWith: key) }
        // What was forged differs from this in nothing but its padding.
        let honest = try CompactJWS(parsing: Self.input + "." + Self.honest)
        #expect(try honest.payload(verifiedWith: key) == Array("{}".utf8))
    }

    static let input = "eyJhbGciOiJSUzI1NiJ9.e30"

    static let honest =
        """
        gif-L_9LEGrOGk7QGQLBPWRfJW3e3In-QXijmyeE_HyNx5WMc-5VA_F30C1vnmwYWvEm5ZefpmfmBWk8hbJsabN_XG9V9raa\
        xYZvQS7OIzv8XB6WRTx1wYIPzNTCvA992inGaDJCtxjhwH3hQH7bGqDEHheK4eb35Nny7paLLaay4x87XGFMS1Y4nXdQ7xSV\
        dVW9xzuScWSm3rp4zesi3-u5PKzuzS1LZ81a0vnlRDc2siyOwLx9NC0h47QJ9-jZfF0hnbJV9UQzL09PoOK9KIAUQF9MKXzN\
        z-Zxrsp0VE6CgPgBxDI-JIuxDSVs4pWujzlOC1X48hbIThmvgIqzAg
        """

    /// Made with the private key of RFC 7520 §3.4 by raising encodings of one's own to its power.
    static let forgeries: [(name: String, signature: String)] = [
        (
            "garbage behind the digest, eight bytes of padding (BB06)",
            """
            OTeS88kM7rHFMyjcPpCbeHFPWP9vRTekrZz5dO8bmFW1XPs-Vkst9NqEQ7jtFVdkNx768tIKn_lussgK0I0NxI-hhnxs\
            hBlHqkUP7jH-opO9lucqjCtbbNZKW8uTENsNIEybyktzyEeDNDlT7SqFFtNeR_LaIGn6Im73uXOZQFDJx7g7g1J7stCe\
            7D9BAs6RNb1x23BcpYcUgH8jld9045iEVCVtUfTwElOMJ1dBh6n88K6ztY1ZruHOB3Z5FBztpHnPAg9gqYEIupK-vboy\
            PrZMrL2X4nDW4kE32IOSa-K41DaUR84kA0wFgXO01grFgPxLO2DsWT7bpTrY_aAoWg
            """
        ),
        (
            "garbage among the parameters of the hash (CVE-2016-1000338)",
            """
            Qd7VXhVEKfeMU9siEUbDpQJXkCHQqTH80GC40WGKa7etN7tdNqxj2WrBMV4k0f_TsXua_We1njTrN-XEKiKbnglfghdB\
            AoJADvrsMpJr-4WG4lhOdPWipBIz1tDoROELx1p87ZNnQn4-JbM961U56VK5qwZJ3FgAgzCDaWK9csoSrWo7H-p2ZnAl\
            iLYY4X_9UrKpYhGHrbbPK7ZlsnS2QUEBkedaZJ4aH5VhDDlNaT9JuInWxjeo7892LO5wIwn2Z5tXwnpLocAieY82WZXB\
            IHEwzqc7o9XsBx1cvz35okZ5BqQC72eX7PfFhD-H0zU5TY3L1IdXMsrOO96Qv8hqyw
            """
        ),
        (
            "no parameters of the hash",
            """
            nLL2wBSLcbV-UqLIPAmKvgvLQzFd_iGrKzmGqrt21UPu0XAnj3WiftG8HaLZZtHVs0nJmkuqX-_9AstitQjG-7-gpNLK\
            BPlhP6VNe4-Sv9fB5zpXtHw1AMVcBmLqUsgtdKcnMPq8FocxY35W-5P8iS42qU7qyEVOT8AUkCOAT4odnBcVUoXA3qPw\
            RX3xzWkEHfjhmibE_-1IXkj62JxKHGJVpJvEpJ2HJ0AxiTbOEV5tAHBqboxGoy_Bb2yDpF-MZvP2mfCqm9fyChOtjOZ8\
            B4Fo6ez3elNRtZnxXXTmaZ8SJH8iG4fmRAT23kJOXLwLMjGs-B8e1_TUxD4cdq4pUA
            """
        ),
        (
            "lengths in long form (BERserk)",
            """
            IDIltt2AYY4g8HmtIQQBE65giYXEsOSQOVNi4rSkIDxNZxEQi6P5yHvnu9SjWMj-vS83Fv2KgaMWDB3fhN0BhCou4XVn\
            ioczufgKf70NbAs-eVy1aUEGFvL_dotqWrXt3gdJOOz_YKZy8FYC-rCUEYQ3m3wM2O6f2HC0corpmvB_UeuByoK4QiPx\
            mZP26twOrEeIDjgz4qRzBlq8gtqkowTbYTzclimHESxqOX6DjU1dNd4oMNATA3oj5By-DObfx8WQpcnHJHKVCHqREcTL\
            w1NUH_6bljZWrNajXBfgbMZhF5Mu1LFiceGEou7IDvw6r1itBHE6trQPAev6c2KBWw
            """
        ),
        (
            "no padding at all",
            """
            cvIkl9zEaMBBh1H9yoC91fiQMqtoEWy4Euxlzym9Rz2QasItTztq5HLDz51EV0_4StbfS4s1nu1KmBarXMKkI_U2pqWC\
            t2W3hqPCK7EzO4PRe9hjtHItWnQBn3pVIU8laq-ExwK3ndVkEOw0rMz1xCK1uUhwbzmRXvd2SgPP_0AgUVBVbv_PqtFh\
            nYOEzMctmB2CZ249T46t3qiTJ_jv51FwL6vRTGa0JvdxMod5TpDfJOIDkiSPaKQojYZ4qzk-xmc0YsjHrVW31VMDz3Jn\
            biK9Oy5TcHJxNtj3cQXKhGSBJIKabl3L-L5tVYVNjCMQ64yqi0tT7RdWXxV7bmQBwQ
            """
        ),
        (
            "padding that is not FF",
            """
            dx3CBRkgCaGt9mr6x3nHcTmp8OLXkaPpkhBL5E6Bv5FosDHH91odSUy1Ck8gVklSGdhLNNby-PZNgeKGYKexGldgK5av\
            9AOd8SX0YACu1tPP7KjCQnTEqkPCyHHCqKnwJMv0orkwkV1V0dsnW0zQ53KKLH8Ik08CjPvQuawpEqNj7YJs2sKQtWlp\
            bG9Pc0ABiBuhbBu-8lnYttoyJS79REFYt6_VXca2_9zSUisOVlJUqGZx75kIVzSsbtnErGWZMxLn6EOz2C1XT19rKm0g\
            MWI-4Py-4yUFNALp7pJHaFT_zR0FQaRWGLOu_djLJeE1gc9PLSoft42r6gjSwUrcCw
            """
        ),
        (
            "one byte of the padding that is not FF",
            """
            WLrXaSN3rpCAxpEWO9EzlMDB7rkkS6x45yl18UZLthlacQHlhiTYKSO6QWp2iNOB3x0IsJ1-QnIFwuoYOi9bCf_sfQb1\
            SfdrPGvakiLOiTCl1og7lcIgm4ZFsxKQ43lxHjuzytJa09OokZkuSDUtnFfVy0qJ86Z2uSKEwKeMcCL2i87nLbQZGnN6\
            wgscdeifyHzHALubrS9kW1Pe4nU4z-ydnmj2tbMq6nVYaFdWNw427LFP2paXRildf4x8xhFMz0q9me6Gc4n1kC5h4dSv\
            XbS17zM4qbcSxN2U0xJlVP0jUsdIgsTHaqttPLpNqvDz7HAXcJtlBwLmyMlmfaVMnw
            """
        ),
        (
            "block type 2",
            """
            RaKiTiozK8WgAB7A4kZYjP03ulpYuEaMpRGi14zvowplyrMH2gYRDa53h-nR1AUxHGMah_hNHrdl_ERw3V5Hxw-WBriE\
            -GglHheJZeWu16cJ-LvOJdo71Y8G0kE2Z1x_mJe2ID7l-zU20KPbf-qXI_ATlgVyDwPiflk181UU8eV2y2cxIqLnULY1\
            JJfWqsiRgynT06HU_Fs9ednlmSvx84DCYaYAgqXoBZBR-gsKRr9EDMynsiEqAGBzeylVQXiIpDNU4xLPlkBY2-HkaXws\
            f6rCyWMJUOxI6c31VOnbH7EN4DkhSuWJIgdcel4I6ZQby4lBflWycSasgyq6z6Rs7w
            """
        ),
        (
            "block type 0",
            """
            eTpbpcae8Q4DtvAc2xgIWFNMfx1ZmfN1v0E28w-0T12k49rg1HEyk5AkEpZFq74ZnaqjnL3Ggzac9CasJAQPIH4oOgxf\
            tekvBeeErLJLQYN_45XnVdQJlrYW3DBPv_-6FO5MTnXUIwK_2yAorwTCSvnbvg1lDyEBKavziauwM1sdiw5PF3RCCMhq\
            2Jjm6yFI_g9nghM89q0Fj__lCOCwFugZX7rxE6FOysulokse-a8tQgcCkzm2EJ_DO5q8aWtdxLvY22Bh-DPz5kI5Bbrd\
            GKdEMh_8oCGPiyyBVp0mqpUscTKoHUjMpq5XwqvmtrKQAQ0GuVgyyIhXFA1vXctSyQ
            """
        ),
        (
            "the digest alone",
            """
            IQ88VRsO4D9tkCY7tA1v9voBgYGepR_3f6iEUuwoovfjUgKy6L2LtIpfG3AiILYDOyy9F0cuAzunvvjZQhgBj2IZaUJ3\
            MiY9DZH3cmyNDIfhzeBVKxekvHEE0wXqtI07oqxBvfhLf6OmtDr6magr5Rd_5vTZqsGAN8YGkF_TND8vF-kXL69qK0cF\
            ZUumteIIWSbqci3cgYZ63PdlnnK9PDGuvXv72vMvFRlD5dFH4ozEEkqnix4tl__K1dXmMJNjVQF6psRHiSZpNZcrPQ9j\
            iHw7sHWiHNDbrpnFCPpIPVT_j4skEGZ4BAJM0d6aMOBSixIAnGTLqZ0FkTriKM4lYg
            """
        ),
        (
            "the digest of SHA-384 under its own name",
            """
            AqT1058wGq0KAWi8WPNrWCAEVWk-9bdZJxJSYgD0wpIZ9rMBZi-wLmXzyxXudgzqR84UKfFJcQWUo0WcePv5-1EWPBiH\
            jJHhXLQaht2yB-hN4QSg9gmF3mMyBdrSjGqAceJ-oTXmJDIBZFJVfZ4QrZsWfY1IHqrn1ClY5hxb77nlkKgj18SJeRF7\
            aj8MjwXL1NmduMk0HW5CN4-KKXcOk5gb9vxHGiFD7dV19nvcVi47FvtIsRt1zGQBtwtdch_Qu4cdj616zXYF6zf2etr_\
            160_-wwT04wT3slsUN-6PgQ3Rq3LAE-B7F4BOFRPhJ-ZDteUM4D_s9kKW2gU15-fsw
            """
        ),
        (
            "the digest of SHA-1 under its own name",
            """
            SRcSdQELDGeVOpgF9T3TGVktuTo7vCfssFSLW39uMIm1ukGzqamt3LU5WTBgMrPbeH3GNVD2LPY-onYXRX5YIfY_xKqq\
            QhOAIw3L78DUNB74FtQTl2UGkW5DDGElAhf4qPLMXjGtdOLMBn-EKyjGMU7U6FINL1iS6i_2QNLGw4ZNsb2ATR8tdF2M\
            BLQ2YcT79jTi5ImNb6LIfG7K-xWDM3alhG8aJCaEaucFgTO9hrgLw4Qyu-wmigY-7CQoHvi2pGgQkXvct_SjRybmt96q\
            Qyc_CCE2pyXBozeATEwNJd9S3hjxWYHgE5cS0IwOLYJIp-XSGIW-pMfBUM0ESOrbkg
            """
        ),
        (
            "the name of SHA-384 over a digest of SHA-256",
            """
            OGe_x1m2sd6CNoF1tx7jAYB_I6Jy9DFhLuSnBgzmfw5IlXt2c8L1mkDO1auEQ8nJD5aSnErugcKaocL8WCLxaeB561Mz\
            wQ-_WIC1l1YQ4qFkZFZeXNUr-BkjBmr8jJffMWv1etIWwevPEGu5-o2SEpaMSB-SCr44V2eFwskl5cEkWn4EE8foDfAg\
            Qlb-uNW2UlWK3VHCgNWT_JzVa76K_tIf3ZtsXMXvuhR1rO9fy1rXTyuelJuzqrIo6sAm1fs9u3qJKO7rrlbQYLHHZZKQ\
            dbMwiX0YG3geo-0VdGkiPjtuht-rBGkfNRF9wEX5nlqXhMhA8t2q975VJPy_DJkCLg
            """
        ),
        (
            "one",
            """
            AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\
            AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\
            AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\
            AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAQ
            """
        ),
        (
            "zero",
            """
            AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\
            AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\
            AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\
            AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA
            """
        ),
        (
            "the modulus less the signature",
            """
            HVkRhAQ3Y2VXd5U3Ji8ReJu8XWD8cQjyDp25rKhFvCc2VSHsOIb-dU4XKUgG7q4LGedKP80kFm-VmTr3zpYs1sl_pCo8\
            E9x_Xz3SByPdBoG0TT1wDrb2n2P8LDafnM4nlQ0-E3OAGrdH7x68ADvsj6EDa_ZGJKPlhMSNoVN18PqROmsUH1OdMI1m\
            uHqM5ToG1k13TltxY26kgYPsRo8sQ-sag-x9qMCjHJ0n_pbIzEEF4_Bhd75v7Nmw7KFRd_BefngxtdWLCi7MjylEcx_z\
            j6LV6hVp3A9P3BNBm6xXD2n9KTRmg4akXvROg_MBiIZmAeOrflKXoJFUl-guLElGzQ
            """
        ),
    ]
}
