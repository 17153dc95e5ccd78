// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.kafka;

import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.security.ssl.DefaultSslEngineFactory;

/**
 * The certificate that a service's clients show the broker, read as Kafka reads it: PEM or another
 * store, from a file or from the settings themselves. A client reads it once, when it is made.
 *
 * <p>Why: docs/decisions/0042-tls-from-files-that-are-looked-at.md.
 */
public final class KafkaCertificate {
  private static final Set<String> ENCRYPTED = Set.of("SSL", "SASL_SSL");

  private KafkaCertificate() {}

  /**
   * When the certificate ends that ends first, of all chains that clients by these settings show
   * now.
   *
   * @return empty where they show none, or it cannot be read: then no client can be made either,
   *     and says why
   */
  public static Optional<Instant> end(KafkaSettings settings) {
    List<Instant> ends = new ArrayList<>();
    for (Map<String, Object> client : settings.ofEveryRole()) {
      Object protocol = client.get(CommonClientConfigs.SECURITY_PROTOCOL_CONFIG);
      if (ENCRYPTED.contains(String.valueOf(protocol).toUpperCase(Locale.ROOT))) {
        ends.addAll(endsOf(client));
      }
    }
    return ends.stream().min(Instant::compareTo);
  }

  private static List<Instant> endsOf(Map<String, Object> client) {
    ConfigDef ssl = new ConfigDef().withClientSslSupport();
    try (DefaultSslEngineFactory factory = new DefaultSslEngineFactory()) {
      factory.configure(new AbstractConfig(ssl, client, false).values());
      return factory.keystore() == null ? List.of() : endsIn(factory.keystore());
    } catch (KafkaException | KeyStoreException e) {
      return List.of();
    }
  }

  private static List<Instant> endsIn(KeyStore store) throws KeyStoreException {
    List<Instant> ends = new ArrayList<>();
    for (String alias : Collections.list(store.aliases())) {
      Certificate[] chain = store.getCertificateChain(alias); // of a trusted one there is none
      for (Certificate each : chain == null ? new Certificate[0] : chain) {
        if (each instanceof X509Certificate certificate) {
          ends.add(certificate.getNotAfter().toInstant());
        }
      }
    }
    return ends;
  }
}
