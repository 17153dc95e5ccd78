// SPDX-License-Identifier: Apache-2.0
package io.lethe.containers;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.testcontainers.DockerClientFactory;

/** Skips, saying so, where no Docker is to be had; under CI ({@code CI=true}) it runs and fails. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(RequiresDocker.Condition.class)
@interface RequiresDocker {

  /** Asks Docker itself. */
  final class Condition implements ExecutionCondition {
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
      if ("true".equals(System.getenv("CI"))) {
        return ConditionEvaluationResult.enabled("CI never skips");
      }
      return DockerClientFactory.instance().isDockerAvailable()
          ? ConditionEvaluationResult.enabled("Docker answers")
          : ConditionEvaluationResult.disabled("no Docker answers on this machine");
    }
  }
}
