// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.keys;

import static java.util.Objects.requireNonNull;

import io.lethe.domain.crypto.KeyFileException;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.IPAddress;

/**
 * Makes the certificates by which a pipeline's broker and its clients know each other (X.509, keys
 * on the curve P-256, ECDSA with SHA-256), and writes them as PEM.
 *
 * @param key signs certificates
 * @param certificate is what the others trust
 */
record CertificateAuthority(PrivateKey key, X509Certificate certificate) {
  private static final String SIGNATURE = "SHA256withECDSA";
  private static final int SERIAL_BITS = 127;
  private static final SecureRandom RANDOM = new SecureRandom();

  /** A new certificate is valid at once for one whose clock is behind. */
  private static final Duration BACKDATED = Duration.ofHours(1);

  CertificateAuthority {
    requireNonNull(key, "key");
    requireNonNull(certificate, "certificate");
  }

  /** A key, and what a certificate says about it. */
  record Issued(PrivateKey key, X509Certificate certificate) {

    Issued {
      requireNonNull(key, "key");
      requireNonNull(certificate, "certificate");
    }

    /** The private key (PKCS#8) and its certificate, as PEM. */
    String pem() {
      return CertificateAuthority.pem(privateKey(key), certificate);
    }
  }

  /** A new one, which trusts itself. */
  static CertificateAuthority create(Instant now, Duration validity) {
    try {
      KeyPair pair = newPair();
      X500Name name = name("lethe certificate authority");
      JcaX509v3CertificateBuilder builder =
          new JcaX509v3CertificateBuilder(
              name,
              serial(),
              Date.from(now.minus(BACKDATED)),
              Date.from(now.plus(validity)),
              name,
              pair.getPublic());
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
      builder.addExtension(
          Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
      return new CertificateAuthority(pair.getPrivate(), signed(builder, pair.getPrivate()));
    } catch (CertIOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Reads one.
   *
   * @param pem its private key and its certificate
   * @throws KeyFileException where one of the two is missing or damaged
   */
  static CertificateAuthority parse(String pem, String source) {
    try (PEMParser parser = new PEMParser(new StringReader(pem))) {
      if (parser.readObject() instanceof PrivateKeyInfo key
          && parser.readObject() instanceof X509CertificateHolder holder) {
        return new CertificateAuthority(
            new JcaPEMKeyConverter().getPrivateKey(key),
            new JcaX509CertificateConverter().getCertificate(holder));
      }
      throw new KeyFileException(source + " holds no private key followed by a certificate");
    } catch (IOException | GeneralSecurityException e) {
      throw new KeyFileException(source + " is damaged: " + e.getMessage(), e);
    }
  }

  /** Its private key and its certificate, as PEM. */
  String pem() {
    return pem(privateKey(key), certificate);
  }

  /** Its certificate, as PEM. */
  String certificatePem() {
    return pem(certificate);
  }

  /**
   * Makes a key and a certificate for it.
   *
   * @param name who bears it: its common name
   * @param hosts under which it answers, or none for who only calls
   */
  Issued issue(String name, List<String> hosts, Instant now, Duration validity) {
    try {
      KeyPair pair = newPair();
      JcaX509v3CertificateBuilder builder =
          new JcaX509v3CertificateBuilder(
              certificate,
              serial(),
              Date.from(now.minus(BACKDATED)),
              Date.from(now.plus(validity)),
              name(name),
              pair.getPublic());
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
      builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
      builder.addExtension(Extension.extendedKeyUsage, false, purposes(hosts));
      if (!hosts.isEmpty()) {
        builder.addExtension(Extension.subjectAlternativeName, false, alternatives(hosts));
      }
      return new Issued(pair.getPrivate(), signed(builder, key));
    } catch (CertIOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ExtendedKeyUsage purposes(List<String> hosts) {
    return hosts.isEmpty()
        ? new ExtendedKeyUsage(KeyPurposeId.id_kp_clientAuth)
        : new ExtendedKeyUsage(
            new KeyPurposeId[] {KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth});
  }

  private static GeneralNames alternatives(List<String> hosts) {
    return new GeneralNames(
        hosts.stream()
            .map(host -> new GeneralName(kindOf(host), host))
            .toArray(GeneralName[]::new));
  }

  private static int kindOf(String host) {
    return IPAddress.isValid(host) ? GeneralName.iPAddress : GeneralName.dNSName;
  }

  private static KeyPair newPair() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no curve P-256", e);
    }
  }

  private static X509Certificate signed(JcaX509v3CertificateBuilder builder, PrivateKey key) {
    try {
      return new JcaX509CertificateConverter()
          .getCertificate(builder.build(new JcaContentSignerBuilder(SIGNATURE).build(key)));
    } catch (OperatorCreationException | GeneralSecurityException e) {
      throw new IllegalStateException("a certificate cannot be signed", e);
    }
  }

  private static X500Name name(String commonName) {
    return new X500NameBuilder(BCStyle.INSTANCE).addRDN(BCStyle.CN, commonName).build();
  }

  private static BigInteger serial() {
    return new BigInteger(SERIAL_BITS, RANDOM).add(BigInteger.ONE);
  }

  private static JcaPKCS8Generator privateKey(PrivateKey key) {
    try {
      return new JcaPKCS8Generator(key, null);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String pem(Object... objects) {
    StringWriter text = new StringWriter();
    try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
      for (Object each : objects) {
        writer.writeObject(each);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }
}
