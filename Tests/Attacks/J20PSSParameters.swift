// J20: RSA-PSS with another salt, mask or hash than RFC 7518 §3.5 says.

import JOSE
import Testing

@Suite struct J20PSSParameters {
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
        let key = try VerificationKey(jwk: jwk, algorithm: .ps256)
        let (name, signature) = Self.forgeries[row]
        let jws = try CompactJWS(parsing: Self.input + "." + signature)
        #expect(throws: JOSEError.signatureInvalid, "\(name)") { try jws.payload(verifiedWith: key) }
        // What was forged differs from this in nothing but its padding.
        let honest = try CompactJWS(parsing: Self.input + "." + Self.honest)
        #expect(try honest.payload(verifiedWith: key) == Array("{}".utf8))
    }

    static let input = "eyJhbGciOiJQUzI1NiJ9.e30"

    static let honest =
        """
        hHobZsfYGKvpOJgafkCWSG0nFfem2SEzt-aZaUTz1EUMdoXIe3L5h6Oy7enUN-Z5c_5aTEUe3HTOnXd1B4IWN-nMARMaEI4C\
        R3pAwgIsi4XDOt9kX-U_X6PlvrxOQZNUwmpLcgM_6nQHRuPguO9rwt3G7CKb-4zMSBxWIuMhcYcmpOd5MBqFi9hn7x3wja1h\
        GQ5BuDW1y_RSg3xClTpeVqe59g0leQhap55A2doHJ0EBHeq4EiYkxzBTbD_F_2pw4tc0ZJe9mGXw-rHOpMV1a3jsUKuZiNSX\
        oBIM6Tl0VbXhLW2PT_4zynx9txjIO2p8PUhNB3WrDH3Z7EMkghPyFw
        """

    /// Made with the private key of RFC 7520 §3.4; each would verify with its own parameters.
    static let forgeries: [(name: String, signature: String)] = [
        (
            "no salt",
            """
            kAmYDwb08yM4XNbQms91LKvhgqZ7emLjeFrr3E21iISopuULmn3wVMlYGxCMIyBhyHdjKpTc0Tnt2lJzjBzkIhNBUNz5\
            jZtAADF1xPqHZdsM_oQIVZZ3STS88N5kfbUXVP6N_SGQy8_98mPZzUDO3ylNL2x-FGhwJjp-YktvosQrgYT-TbUxOXv8\
            GTcPK1ezccj0SPZ2EVXieZOThPOCmPeG1_KBd0KVPOvIiitTl3XR4sy77D_QbiSrA8IyIhHia0gC3vhAg2pKS84XtSw8\
            UM5uvoIsrmOgfCFx-05-3nl8seLczzocPldnubkgx3U_Q1KjWbxYHgWOKYbwHsoagw
            """
        ),
        (
            "a salt of 20 bytes",
            """
            d28I6_-duIKYdmwF4XTcdemQ0DUJIZ2cwWIdsM8iabZJxPKhFyDOhG42Xl7095ZTcZXyXj1NhvWIqiYwdGIbkiKOxn9u\
            pMZlIi4AdXZIWIaSjO_gJKgRbLWmL5g7H3EqXrWony0qoWJgOYJe4h_KEdObLvUkBdbLEmbZTApSmia_uR_ibm6b8aZV\
            _FyqX7zJZLjI71p384p42MGrPYCnIlMKKFgaqpPF4LYM8-q5exY_qEwwf2WxSEQAELqCzuhVbOQhYkQ8L8-yTq94fKRU\
            XtX5rA1-3u54YxLCvMWz_NfRUoBd3uA6cg4kroDGfM3FKTcnWZnv3nLsvKYBshfZ3A
            """
        ),
        (
            "a salt of 31 bytes",
            """
            hysyxCO-bbnop6oRUhwtBCMW0s6lpdlZIIKgPLeW5TsaoKLgGg_Qbx0vfcHwhhrq2RXBi--mZ8aPLGuUlaSWblDF_Zk8\
            YezwshghHFvbcYUisdhHQV338bwajfaPcfJs55X4HYmltmYPDGr-wQNVutOTUdfj1thef-pynPON-h1II75Fy-0Y2EmD\
            PDOCjs4EqdHVA8j9GUv49hsNqRlWmBkpuGDD9_qvs67DQKcJ_TcntstsKPjgjZkn_NixTGkaI1KsAjkye0n3nyDWC7mn\
            Dm_y6HvIBzZacflQhqYyNDkNhS-sa026GMbPjzu_nluW6F0pjP5POHV3TtdaUNp7dw
            """
        ),
        (
            "a salt of 33 bytes",
            """
            S1Io7RgFeJakrL8od9N-Nrz-AURt7Kv65CvMLjOaMDcn0CwqemerCtp0nAZ7vm1HpJeoKlk5Mf2BiNEHH85OW0ndBGer\
            fGNjZcwRNk_0qXjHY25EMeVRO5_ijoqyPHvd4y8RCPjt4dyCRdJxA7EDQtMwygzxVA6NROe45W5siqZdHxcXEGgE_caR\
            AazD7tRJFkUQlU3wg1ubfhK6313FAM_uotE6j-cQjZTeSrVGzI7nvoYDntsQ8HASVDBZYGkf3ngdF5DSo0X024HHnbLR\
            czony8ZxmAsOarFlvo-ssADc6tCC0VKE0tG49Eb76oyj2a6xTMd60KpxtwTNuU8Spw
            """
        ),
        (
            "the longest salt",
            """
            cn5dAH8v8f2w14n9fvYciEamUjnj6Z3HGkT8PxXCwljHGIYAfaA7GruEFofngkVir1TrZKOxfUx_6URtFBLKEKtNXXxN\
            NLLOVEhS5JgantNO-ty3kYXo3v02dw6xlGhf6eAywvBIoRvbsYfZXwDpWKEqDXm2jv0ZGPhJuFu8dSYWvcAN7COH7a6U\
            pyefc5w0N4PKEJX32y6NqrzfOLEXDtT87lCSNtKShMul5NybohXIzdiO45XliS7b3E-P_fAX_gPchpwSnhLI1bRZxn6p\
            NnWHIALV0wg3xTabpAZncPQZ-ggO85RZt2t-vULb19USz6Mv6z3-4en7A9EMRnhZyA
            """
        ),
        (
            "MGF1 with SHA-1",
            """
            ExeYEhR-2Qn3UwX6HRxwVNmy8hFU6DxDwxUvUJCm0oCaM0Cch2KVE6uNuF--KCCeJY6jJa8YDEry5uDpb1q9jkAGiZ8I\
            XbPZpWEXm7IrwEf_3U3k7DEsBwtQtUHEo4oyNFUQ-IIhsG8eF9L_BDpcbbbBqjk83OQPUntsPyTyC08x6DgGQj4Nf8hb\
            9Vzry6DxT7xI5djxckTkm0lmJ6buIrnrs_gHsW72vz_xoKHGcxouHr4DVkO1hkcridKp6vZREzxqnolDB3kmROmD52oM\
            8JmZRXiXtOunCEVNyRul836ffRvU3s2EhcPE2zZ3L9QFwEPYgBnmOfCmxARzlkJYVQ
            """
        ),
        (
            "MGF1 with SHA-512",
            """
            X8eqclHxR6iREumYmZFAS2Ki2zlpwF8vB20Ytyeb4D07p4JHnj5wqbQi72f8WTUHQluiidPtn--qqov4dYCDwxwu5v0s\
            fa1BgNR7g3g1xl-U4g26v74jNKbKm0-55nhZ50eT5KvxHBAMX6kf5tCBKP2DY2cN_ww-1Zgt_I7S6ZBWAh8E6r6_-scD\
            ChjXbYFOS9GAPp33aRtbr58UTx2u7X0cRMX3wrmHply6f-pNwmwv3fkKHTy1_mrPqsEwXUebnPyRUJrWVVNwCqCGGA9F\
            x3LL2nMYdK5Xnu_vFF-lkD5tn7hilotKx36n4V1L9G2UCLWogx0X6MfAbICsWStzpw
            """
        ),
        (
            "SHA-1 throughout",
            """
            TcYu2tUu7J5xNO62-dcWVFC44Gi0aS-TbquksSbZpV3BCjqTj4HEIAY2s_6cTGGhdvL20nLLYvmWTwb5Fn4hjpS_0hxl\
            hW3ZRGeJUmPzX4Gf4kOuQE0uM3IHJEGZDTkPCBrR_STDOCeO-LkEx-eZ_FSeJnYF8SFbFNJQAQsFKdPGSXbimTXzTTPj\
            QEvE-F525SnhUiE7BMo3rRrvO-WNkUe2BsHTJNK37UFPT11WEXerM4KP8oIJZ0aQWp1hLSyfXxsjf4gX7AzFkUC43dQL\
            QPPlTisqrgNvaoSLo5nOiKmdS8j-dAltTRNaJnDViHxPNRuWm-tj_pp9prUXOqOHsw
            """
        ),
        (
            "SHA-384 throughout",
            """
            K9MmzZy26hmN970gDMujqfQDlpipe1JzF1K_OTZHAMBHtrZP8RmJx9D-g_SjosGNXww333s9GVq7VEm-_E4_MAlEDYVp\
            0KXlkyscRDwa5u0myVUKYNnA5mZSMD8HSTtX8R0GFGeSIB3K7J2jJR6Z7TmsAglkP0pbXA2oM7hIKjpj_wVW2r_VoMjf\
            usTzeknNwotLoZVWRw2wihMQwbQD5QbMKa7zwpamRCFc3EjhSDdXDoHRApaJoOslof5rmEuIGpt2zCjl7uz_UczWdBsT\
            x5mKxcPOvbzCaHyqNrsmc-csB1bXTtunS3d-jG6oAuSuOlHl9SMvFn7kMAAzFrWhIQ
            """
        ),
        (
            "another trailer",
            """
            iaZRVoQUAHqU1laXdQqhoB1f3VWOHHUyK8eiwGCxZ4dDlKu9es7dWym-7RdN4aVPrl5B9KG6qhy_Dcgis6_w5Zqsuhlq\
            ndCKuc0Z6-jp7gsCe1JBJ-r7l8ihUk4jp_tFuQ_00YLcRgLKVH-hlCyyI5ye53zdhBh_0snNUVVsE88bZSBELz7_38-B\
            Q3aLsFJJ9uBBHBS2oLrbshEVFlEsQ846LRJDYs4dY0HPSGsWj3GEaeGNy70zmNv55GUcp6M_z608nDwF0iHrIwLznA0_\
            6poGK0JfhZbLmONw_QgcjSW4iTeKJ19fjbk29z6TA40MEZbFkdVQYRgXD9RcNnA_KA
            """
        ),
        (
            "another separator",
            """
            QW2fzOWW-osKxBWNPI86SrUxItb7APj0SH5p5C0U34v4mSMLryhySM7e5SvfYm9xzCsz8p0AG6dpiJs2A2XOkffBBL5I\
            4C0DMTNRGP-WKwpvS5hiPgsYk-B8T-9vdHWN55ZVoNt-JJ2k2tXt8FvHuc8jExOOEFqDpaGzz1K1ZNdklE_McUYgoBEy\
            BjcrEUUiXuF_ChBN1YkpmYDgugVnASBsv__SVL9uNmidrQVW30gMfILrKwUG1u4z_0X5c9FDrkvtwQHe7vfMudgZxgmC\
            T7R1YIA1iAZpiYwc9T22TkRLucC0gnXsITf-t5HDieDJk5Apw6bd5yvDP7XO2IxE9g
            """
        ),
        (
            "a bit above the encoding",
            """
            NNgrqgFkoVopQgMF2QVaigLXMM6nqbRyPRspQAvYAzL1PVa3t6oO9VJysmPZkFx0dLiHeBJKfGcXV8HtrI0ph65I3lh_\
            dxLzVNw-45e4bS1uhqAUp5dLUwOStGN0JxzauMonBwV9QuSbr07-2Z7Csf7549FGl_SENwmYxwr9UdLyeEvVX4pW1pOm\
            1SAnYb8_T6oeucwznvHwZ4b0WaJNK0UF4WPvkDAhEKTTEr4xaejJGM2ILkd72jOAKE5GJJzXZI7UlV5jRfY0SrbKNvoV\
            taid1G_kKpJWc8EyWhlz-ubjnx_PG1MXaO6cspjfEiPcg7w45C9ZU6bDDvWAYIfVKw
            """
        ),
        (
            "PKCS#1 v1.5",
            """
            aWuqV7rUNPWoGbKI5MMYI8s2vpX7uKOeJygSHO9FJLRthWQ-ngR9PEEtfSgOq0IDgQmZqlq4jN6gQ7hHUjrWvlQdfydq\
            XmHLyDyLFFLkwWnp2sXAS_Sw8zVM7kKZqzA2uO6ZM43rECp6pcvhT3nhJO7xBRMHe9FGP-B8RwZLQVpU649W6zt7gmsQ\
            e42Cg-Mb8_U9sEJFn0DNy7xP2_WjfGrDNzGS89W7DJZnd3WDzXzHnVTofoPquxvzTBQctSs4oqdj3lHDE1LXr50hNm0O\
            0R5_ef_R7kQr8PYUevMM0jEOBxyVQOzv7r6jTb4ZpHPOT6Pm-wnLzNu-iiSLpNM3lw
            """
        ),
    ]
}
