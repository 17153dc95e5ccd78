// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.option;

/** The option that names a pipeline that runs elsewhere, the same in all commands. */
public final class RemoteOption {
  /** Its name. */
  public static final String NAME = "--remote";

  /** Without a file: the pipeline of docker-compose.yml. */
  public static final String FALLBACK = "${sys:lethe.home:-.}/deploy/compose/remote.yaml";

  /** What help says of it. */
  public static final String DESCRIPTION =
      "A pipeline that runs elsewhere, YAML with keys below lethe.remote (without FILE: that of"
          + " docker-compose.yml, by deploy/compose/remote.yaml).";

  private RemoteOption() {}
}
