const place = document.getElementById('explorer');
SwaggerUIBundle({
  url: place.dataset.document,
  domNode: place,
  deepLinking: true,
  validatorUrl: null, // the document is not sent anywhere to be checked
});
