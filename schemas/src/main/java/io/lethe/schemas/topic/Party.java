// SPDX-License-Identifier: Apache-2.0
package io.lethe.schemas.topic;

/**
 * Who opens topics: the services, and what stands beside them. The label begins the ids of a
 * party's Kafka clients and groups.
 */
public enum Party {
  /** Applications that send deletion requests; where these stand, HTTP tells them. */
  UPSTREAM_APP("upstream-app"),
  DELETION_INGEST("deletion-ingest"),
  UNLEARN_WORKER("unlearn-worker"),
  VERIFIER("verifier"),
  MODEL_REGISTRY("model-registry"),
  /** The commands that register datasets and models, and list and end standing orders. */
  REGISTRAR("registrar"),
  /** {@code lethe demo}, which runs a pipeline of its own and looks at everything. */
  DEMO("demo"),
  /** Whatever serves models and follows which version is current. */
  DEPLOYMENT("deployment"),
  /** Whoever looks at the requests of all tenants, as auditors and operators do. */
  AUDITOR("auditor");

  private final String label;

  Party(String label) {
    this.label = label;
  }

  /** Its name in ids and documents. */
  public String label() {
    return label;
  }
}
