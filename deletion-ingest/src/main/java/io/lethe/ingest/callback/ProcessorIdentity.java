// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.callback;

import io.lethe.domain.crypto.RsaSigner;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * As whom this processor speaks: the headers that OpenDSR wants with every answer and callback.
 *
 * <p>Why: docs/decisions/0045-opendsr-and-its-callbacks.md.
 *
 * @param domain that the certificate is issued for
 * @param signer with the certificate's key
 */
public record ProcessorIdentity(Optional<String> domain, Optional<RsaSigner> signer) {
  /** The header with the domain. */
  public static final String DOMAIN = "X-OpenDSR-Processor-Domain";

  /** The header with the signature of the body, in Base64. */
  public static final String SIGNATURE = "X-OpenDSR-Signature";

  /** Checks presence. */
  public ProcessorIdentity {
    Objects.requireNonNull(domain, "domain");
    Objects.requireNonNull(signer, "signer");
  }

  /** One without name and key. */
  public static ProcessorIdentity none() {
    return new ProcessorIdentity(Optional.empty(), Optional.empty());
  }

  /**
   * What is sent beside a body.
   *
   * @param body byte by byte as it is sent
   */
  public Map<String, String> headers(byte[] body) {
    Map<String, String> headers = new LinkedHashMap<>();
    domain.ifPresent(name -> headers.put(DOMAIN, name));
    signer.ifPresent(
        key -> headers.put(SIGNATURE, Base64.getEncoder().encodeToString(key.sign(body))));
    return headers;
  }
}
