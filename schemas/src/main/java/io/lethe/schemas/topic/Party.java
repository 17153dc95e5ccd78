// SPDX-License-Identifier: Apache-2.0
package io.lethe.schemas.topic;

/**
 * Who opens topics: the services, and what stands beside them. The label begins the ids of a
 * party's Kafka clients and groups.
 */
public enum Party {
  /**
   * Applications that send deletion requests; the intake's HTTP tells them what became of each. At
   * a broker those of a further tenant are users of their own, see {@link AccessRules#ofApp}.
   */
  UPSTREAM_APP("upstream-app"),
  DELETION_INGEST("deletion-ingest"),
  UNLEARN_WORKER("unlearn-worker"),
  VERIFIER("verifier"),
  MODEL_REGISTRY("model-registry"),
  /** The commands that register datasets and models, and list and end standing orders. */
  REGISTRAR("registrar"),
  /** {@code lethe demo}, which runs a pipeline of its own and looks at everything. */
  DEMO("demo"),
  /** Operators and auditors, and their tools, who may see the requests of every tenant. */
  AUDITOR("auditor"),
  /** Whatever serves models and follows which version is current. */
  DEPLOYMENT("deployment");

  private final String label;

  Party(String label) {
    this.label = label;
  }

  /** Its name in ids and documents. */
  public String label() {
    return label;
  }
}
