/** Opens what is measured: models by directory, datasets by digest. */
package io.lethe.evaluation.model;
